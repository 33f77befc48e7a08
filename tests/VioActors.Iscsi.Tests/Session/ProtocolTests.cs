using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>PDUs that break rules, and what the standard answers to each.</summary>
public class ProtocolTests
{
    [Fact]
    public async Task Commands_that_are_rejected()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "InitialR2T=Yes", "FirstBurstLength=4096");
        var reserved = initiator.Command(initiator.NextTag(), Cdb.TestUnitReady, 0);
        reserved[1] |= 0x07;
        var cases = new (byte[] Header, int DataSize, byte[] Additional, RejectReason Reason)[]
        {
            (initiator.Command(BasicHeader.NoTag, Cdb.TestUnitReady, 0), 0, [], RejectReason.InvalidPduField),
            (reserved, 0, [], RejectReason.InvalidPduField),
            (initiator.Command(initiator.NextTag(), Cdb.Read10(0, 1), 512, read: true, write: true), 0, [], RejectReason.InvalidPduField),
            (initiator.Command(initiator.NextTag(), Cdb.TestUnitReady, 0), 0, [0, 0, 1, 0], RejectReason.InvalidPduField),
            (initiator.Command(initiator.NextTag(), Cdb.Write10(0, 1), uint.MaxValue, write: true), 0, [], RejectReason.InvalidPduField),
            (initiator.Command(initiator.NextTag(), Cdb.Read10(0, 1), 512, read: true), 512, [], RejectReason.ProtocolError),
            (initiator.Command(initiator.NextTag(), Cdb.Read10(0, 1), 512, read: true, final: false), 0, [], RejectReason.ProtocolError),
            (initiator.Command(initiator.NextTag(), Cdb.Write10(0, 1), 512, write: true), 1024, [], RejectReason.ProtocolError),
            (initiator.Command(initiator.NextTag(), Cdb.Write10(0, 16), 8192, write: true), 8192, [], RejectReason.ProtocolError),
            (initiator.Command(initiator.NextTag(), Cdb.Write10(0, 16), 8192, write: true, final: false), 0, [],
                RejectReason.ProtocolError),
        };
        foreach (var (header, dataSize, additional, reason) in cases)
        {
            await initiator.Wire.SendAsync(header, new byte[dataSize], additional);
            var reject = await initiator.Wire.ReceiveAsync();
            Assert.Equal(reason, reject.RejectReason);
            Assert.Equal(header, reject.Data); // The header comes back.
        }
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
        Assert.Equal(cases.Length, Assert.Single(portal.Portal.Sessions).Counters.Rejects);
    }

    [Fact]
    public async Task Requests_that_are_rejected()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var badLogout = initiator.Request(Opcode.LogoutRequest, initiator.NextTag());
        _ = new LogoutRequestPdu(badLogout) { Reason = 3 };
        var badText = initiator.Request(Opcode.TextRequest, initiator.NextTag());
        _ = new TextRequestPdu(badText) { TargetTransferTag = 77 };
        var endlessText = initiator.Request(Opcode.TextRequest, initiator.NextTag());
        _ = new TextRequestPdu(endlessText) { TargetTransferTag = BasicHeader.NoTag, Continue = true };
        var cases = new (byte[] Header, RejectReason Reason)[]
        {
            (initiator.Request(Opcode.SnackRequest, initiator.NextTag(), immediate: true), RejectReason.SnackReject),
            (initiator.Request((Opcode)0x1C, initiator.NextTag(), immediate: true), RejectReason.CommandNotSupported),
            (initiator.Request(Opcode.DataIn, initiator.NextTag(), immediate: true), RejectReason.CommandNotSupported),
            (initiator.Request(Opcode.TaskManagementRequest, BasicHeader.NoTag), RejectReason.InvalidPduField),
            (badLogout, RejectReason.InvalidPduField),
            (badText, RejectReason.InvalidPduField),
            (endlessText, RejectReason.InvalidPduField),
        };
        foreach (var (header, reason) in cases)
        {
            await initiator.Wire.SendAsync(header);
            Assert.Equal(reason, (await initiator.Wire.ReceiveAsync()).RejectReason);
        }
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task A_tag_in_use_is_rejected()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var gate = portal.HoldTasks(0x00);
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.TestUnitReady, 0));
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.TestUnitReady, 0));
        Assert.Equal(RejectReason.TaskInProgress, (await initiator.Wire.ReceiveAsync()).RejectReason);
        gate.SetResult();
        Assert.Equal(ScsiStatus.Good, (await initiator.FinishAsync(tag, [], [])).Status);
    }

    [Fact]
    public async Task Immediate_commands_beyond_the_queue_are_rejected()
    {
        await using var portal = new TestPortal(queueDepth: 2);
        using var initiator = await TestInitiator.LoginAsync(portal);
        var gate = portal.HoldTasks(0x00);
        for (var i = 0; i < 3; i++)
        {
            await initiator.Wire.SendAsync(initiator.Command(initiator.NextTag(), Cdb.TestUnitReady, 0, immediate: true));
        }
        Assert.Equal(RejectReason.ImmediateCommandReject, (await initiator.Wire.ReceiveAsync()).RejectReason);
        gate.SetResult();
    }

    [Fact]
    public async Task A_segment_beyond_the_declared_length_ends_the_connection()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var closed = portal.NextClosed();
        var header = initiator.Request(Opcode.NopOut, initiator.NextTag(), immediate: true);
        _ = new BasicHeader(header) { DataSizeBytes = (1 << 20) + 1 };
        await initiator.Wire.SendRawAsync(header);
        Assert.Equal(RejectReason.ProtocolError, (await initiator.Wire.ReceiveAsync()).RejectReason);
        await initiator.Wire.ExpectEndAsync();
        Assert.Contains("MaxRecvDataSegmentLength", (await closed).ClosedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_login_in_a_session_ends_the_connection()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        await initiator.Wire.SendAsync(initiator.Request(Opcode.LoginRequest, 1, immediate: true));
        Assert.Equal(RejectReason.ProtocolError, (await initiator.Wire.ReceiveAsync()).RejectReason);
        await initiator.Wire.ExpectEndAsync();
    }

    [Fact]
    public async Task A_broken_header_digest_ends_the_connection()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "HeaderDigest=CRC32C");
        var closed = portal.NextClosed();
        var bytes = initiator.Wire.Encode(initiator.Command(initiator.NextTag(), Cdb.TestUnitReady, 0), []);
        bytes[16] ^= 1;
        await initiator.Wire.SendRawAsync(bytes);
        await initiator.Wire.ExpectEndAsync();
        Assert.Equal("header digest error", (await closed).ClosedBecause);
    }

    [Fact]
    public async Task A_broken_data_digest_of_a_command_is_rejected_and_its_number_stays_free()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "DataDigest=CRC32C");
        var tag = initiator.NextTag();
        var header = initiator.Command(tag, Cdb.Write10(0, 1), 512, write: true);
        await initiator.Wire.SendRawAsync(initiator.Wire.Encode(header, new byte[512], corruptDigest: 1));
        var reject = await initiator.Wire.ReceiveAsync();
        Assert.Equal(RejectReason.DataDigestError, reject.RejectReason);
        Assert.Equal(initiator.CmdSn - 1, reject.ExpCmdSn);
        await initiator.Wire.SendAsync(header, new byte[512]); // Once more with the same number.
        Assert.Equal(ScsiStatus.Good, (await initiator.FinishAsync(tag, [], [])).Status);
    }

    [Fact]
    public async Task A_broken_data_digest_of_data_out_fails_the_task()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "DataDigest=CRC32C");
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(0, 1), 512, write: true));
        var demand = Demand.Of(await initiator.Wire.ReceiveAsync());
        var header = TestInitiator.DataOut(tag, demand.Tag, 0, 0, final: true);
        await initiator.Wire.SendRawAsync(initiator.Wire.Encode(header, new byte[512], corruptDigest: 1));
        Assert.Equal(RejectReason.DataDigestError, (await initiator.Wire.ReceiveAsync()).RejectReason);
        var result = await initiator.FinishAsync(tag, [], []);
        Assert.Equal((ScsiStatus.CheckCondition, 0x47, 0x05), (result.Status, result.Sense[12], result.Sense[13]));
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task Extended_cdb_and_bidirectional_sizes_reach_the_target()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var seen = new TaskCompletionSource<(byte[] Cdb, long Out, long In)>();
        portal.Target.Hook = task =>
        {
            seen.SetResult((task.Cdb.ToArray(), task.DataOutSizeBytes, task.DataInSizeBytes));
            return new ValueTask<Scsi.Transport.ScsiResponse>(Scsi.Transport.ScsiResponse.Good());
        };
        var tag = initiator.NextTag();
        byte[] cdb = [0x7F, .. Enumerable.Range(1, 15).Select(static i => (byte)i)];
        byte[] additional = [0, 5, 1, 0, 0xA, 0xB, 0xC, 0xD, 0, 5, 2, 0, 0, 0, 4, 0];
        var header = initiator.Command(tag, cdb, 512, read: true, write: true);
        await initiator.Wire.SendAsync(header, new byte[512], additional);
        var (received, dataOut, dataIn) = await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([.. cdb, 0xA, 0xB, 0xC, 0xD], received);
        Assert.Equal((512, 1024), (dataOut, dataIn));
        var response = (await initiator.Wire.ReceiveAsync()).Expect(Opcode.ScsiResponse);
        Assert.True(new ScsiResponsePdu(response.Header) is { BidirectionalReadUnderflow: true, BidirectionalReadResidualBytes: 1024 });
    }

    [Fact]
    public async Task Discovery_sessions_take_text_and_logout_only()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.DiscoverAsync(portal);
        foreach (var opcode in new[] { Opcode.ScsiCommand, Opcode.DataOut, Opcode.TaskManagementRequest, Opcode.NopOut })
        {
            await initiator.Wire.SendAsync(initiator.Request(opcode, initiator.NextTag(), immediate: true));
            Assert.Equal(RejectReason.ProtocolError, (await initiator.Wire.ReceiveAsync()).RejectReason);
        }
    }
}
