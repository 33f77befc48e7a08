using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Tests.Text;

/// <summary>Text requests against a live portal (RFC 7143 clause 11.10, appendix C).</summary>
[Trait("Req", "IO-3")]
public class SendTargetsTests
{
    private const string Name = "iqn.2025-01.org.example:disk";

    [Fact]
    public async Task Discovery_lists_all_portals_of_all_targets()
    {
        await using var portal = new TestPortal();
        portal.Directory.Portals.Clear();
        portal.Directory.Portals.AddRange([new("10.0.0.1", 3260, 1), new("fe80::1", 3261, 2), new("vios2.example.org", 3260, 2)]);
        using var initiator = await TestInitiator.DiscoverAsync(portal);
        var answers = await AskAsync(initiator, "SendTargets=All");
        Assert.Equal(
            [$"TargetName={Name}", "TargetAddress=10.0.0.1:3260,1", "TargetAddress=[fe80::1]:3261,2",
                "TargetAddress=vios2.example.org:3260,2"],
            answers);
    }

    [Fact]
    public async Task One_target_by_name()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.DiscoverAsync(portal);
        Assert.Equal(2, (await AskAsync(initiator, "SendTargets=" + Name)).Count);
        Assert.Empty(await AskAsync(initiator, "SendTargets=iqn.2025-01.org.example:other"));
        Assert.Equal(["SendTargets=Reject"], await AskAsync(initiator, "SendTargets="));
    }

    [Fact]
    public async Task A_normal_session_sees_its_own_target_only()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        Assert.Equal($"TargetName={Name}", (await AskAsync(initiator, "SendTargets="))[0]);
        Assert.Equal(["SendTargets=Reject"], await AskAsync(initiator, "SendTargets=All"));
        Assert.Equal(["SendTargets=Reject"], await AskAsync(initiator, "SendTargets=iqn.2025-01.org.example:other"));
    }

    [Fact]
    public async Task A_long_answer_goes_over_several_responses()
    {
        await using var portal = new TestPortal();
        portal.Directory.Portals.Clear();
        portal.Directory.Portals.AddRange(Enumerable.Range(0, 100).Select(static i => new IscsiPortalAddress($"10.0.0.{i}", 3260, 1)));
        using var initiator = await TestInitiator.DiscoverAsync(portal, "MaxRecvDataSegmentLength=512");

        var text = new List<byte>();
        var pdu = await RequestAsync(initiator, "SendTargets=All", BasicHeader.NoTag);
        var count = 1;
        while (new TextResponsePdu(pdu.Header) is { Continue: true } part)
        {
            Assert.False(part.Final);
            Assert.NotEqual(BasicHeader.NoTag, part.TargetTransferTag);
            Assert.Equal(512, pdu.Data.Length);
            text.AddRange(pdu.Data);
            pdu = await RequestAsync(initiator, null, part.TargetTransferTag);
            count++;
        }
        text.AddRange(pdu.Data);
        Assert.True(new TextResponsePdu(pdu.Header) is { Final: true, TargetTransferTag: BasicHeader.NoTag });
        Assert.InRange(count, 5, 10);
        Assert.True(KeyText.TryParse(text.ToArray(), out var pairs));
        Assert.Equal(101, pairs.Count);
        Assert.Equal("10.0.0.99:3260,1", pairs[^1].Value);
    }

    [Fact]
    public async Task A_request_over_several_pdus()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.DiscoverAsync(portal);
        var header = initiator.Request(Opcode.TextRequest, initiator.NextTag(), final: false);
        _ = new TextRequestPdu(header) { Continue = true, TargetTransferTag = BasicHeader.NoTag };
        await initiator.Wire.SendAsync(header, "SendTar"u8);
        var empty = (await initiator.Wire.ReceiveAsync()).Expect(Opcode.TextResponse);
        Assert.Empty(empty.Data);
        var second = initiator.Request(Opcode.TextRequest, initiator.NextTag());
        _ = new TextRequestPdu(second) { TargetTransferTag = new TextResponsePdu(empty.Header).TargetTransferTag };
        await initiator.Wire.SendAsync(second, "gets=All\0"u8);
        Assert.True(KeyText.TryParse((await initiator.Wire.ReceiveAsync()).Expect(Opcode.TextResponse).Data, out var pairs));
        Assert.Equal(Name, pairs[0].Value);
    }

    [Fact]
    public async Task Other_keys_in_the_full_feature_phase()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        Assert.Equal(
            ["InitialR2T=Reject", "X-thing=NotUnderstood", "MaxRecvDataSegmentLength=Reject"],
            await AskAsync(initiator, "InitialR2T=No", "X-thing=1", "MaxRecvDataSegmentLength=1"));
        Assert.Empty(await AskAsync(initiator, "MaxRecvDataSegmentLength=1024"));
        var read = await initiator.ReadAsync(Cdb.Read10(0, 8), 4096);
        Assert.Equal([1024, 1024, 1024, 1024], read.Pdus.Select(static p => p.Data.Length)); // Declared anew.
    }

    [Fact]
    public async Task What_is_no_key_text_is_rejected()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.DiscoverAsync(portal);
        Assert.Equal(RejectReason.ProtocolError, (await RequestAsync(initiator, "nonsense", BasicHeader.NoTag)).RejectReason);
    }

    [Fact]
    public async Task Endless_text_is_rejected()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.DiscoverAsync(portal);
        var tag = BasicHeader.NoTag;
        for (var i = 0; i < 4; i++)
        {
            var header = initiator.Request(Opcode.TextRequest, initiator.NextTag(), final: false);
            _ = new TextRequestPdu(header) { Continue = true, TargetTransferTag = tag };
            await initiator.Wire.SendAsync(header, new byte[20000]);
            var pdu = await initiator.Wire.ReceiveAsync();
            if (i == 3)
            {
                Assert.Equal(RejectReason.ProtocolError, pdu.RejectReason);
                return;
            }
            tag = new TextResponsePdu(pdu.Expect(Opcode.TextResponse).Header).TargetTransferTag;
        }
    }

    private static async Task<List<string>> AskAsync(TestInitiator initiator, params string[] keys)
    {
        var pdu = (await RequestAsync(initiator, string.Join('\0', keys), BasicHeader.NoTag)).Expect(Opcode.TextResponse);
        Assert.True(KeyText.TryParse(pdu.Data, out var pairs));
        return [.. pairs.Select(static p => $"{p.Key}={p.Value}")];
    }

    private static async Task<ReceivedPdu> RequestAsync(TestInitiator initiator, string? keys, uint transferTag)
    {
        var header = initiator.Request(Opcode.TextRequest, initiator.NextTag());
        _ = new TextRequestPdu(header) { TargetTransferTag = transferTag };
        await initiator.Wire.SendAsync(header, keys is null ? [] : LoginText.Of(keys));
        return await initiator.Wire.ReceiveAsync();
    }
}
