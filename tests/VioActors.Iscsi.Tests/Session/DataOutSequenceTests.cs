using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>Data-Out that breaks its sequence must fail its write, and nothing but its write (RFC 7143 clauses 11.7, 11.4.7.2).</summary>
public class DataOutSequenceTests
{
    /// <summary>DataSN, offset, size, final, and whether the tag is the right one, for the second of two PDUs of an R2T of 2048
    /// bytes.</summary>
    public static TheoryData<uint, uint, int, bool, bool> SecondOfTwo => new()
    {
        { 0, 1024, 1024, true, true },
        { 2, 1024, 1024, true, true },
        { uint.MaxValue, 1024, 1024, true, true },
        { 1, 0, 1024, true, true },
        { 1, 512, 1024, true, true },
        { 1, 2048, 1024, true, true },
        { 1, uint.MaxValue, 1024, true, true },
        { 1, 1024, 2048, true, true },
        { 1, 1024, 1024, false, true },
        { 1, 1024, 512, true, true },
        { 1, 1024, 1024, true, false },
    };

    [Theory]
    [MemberData(nameof(SecondOfTwo))]
    public async Task Solicited(uint dataSn, uint offset, int size, bool final, bool rightTag)
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(0, 4), 2048, write: true));
        var demand = Demand.Of(await initiator.Wire.ReceiveAsync());
        await initiator.Wire.SendAsync(TestInitiator.DataOut(tag, demand.Tag, 0, 0, final: false), Filled(1024));
        await initiator.Wire.SendAsync(TestInitiator.DataOut(tag, rightTag ? demand.Tag : demand.Tag + 1, dataSn, offset, final),
            Filled(size));
        await ExpectFailureAsync(portal, initiator, tag);
    }

    /// <summary>DataSN, offset and size of the one unsolicited PDU after a command with 512 immediate bytes of 4096.</summary>
    [Theory]
    [InlineData(1, 512, 512)]
    [InlineData(0, 0, 512)]
    [InlineData(0, 1024, 512)]
    [InlineData(0, 512, 4096)]
    public async Task Unsolicited(uint dataSn, uint offset, int size)
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "InitialR2T=No");
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(0, 8), 4096, write: true, final: false), Filled(512));
        await initiator.Wire.SendAsync(TestInitiator.DataOut(tag, BasicHeader.NoTag, dataSn, offset, final: true), Filled(size));
        await ExpectFailureAsync(portal, initiator, tag);
    }

    [Fact]
    public async Task Unsolicited_data_that_nobody_expects()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "InitialR2T=No");
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(0, 8), 4096, write: true));
        Demand.Of(await initiator.Wire.ReceiveAsync());
        await initiator.Wire.SendAsync(TestInitiator.DataOut(tag, BasicHeader.NoTag, 0, 0, final: true), Filled(512));
        await ExpectFailureAsync(portal, initiator, tag, asc: 0x0C, ascq: 0x0C);
    }

    [Fact]
    public async Task Immediate_data_that_was_negotiated_away()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "ImmediateData=No");
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(0, 1), 512, write: true), Filled(512));
        await ExpectFailureAsync(portal, initiator, tag, asc: 0x0C, ascq: 0x0C);
    }

    [Fact]
    public async Task Unsolicited_data_may_end_early()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "InitialR2T=No");
        var result = await initiator.WriteAsync(Cdb.Write10(0, 16), Filled(8192), immediate: 512, unsolicited: 1024);
        Assert.Equal(ScsiStatus.Good, result.Status);
        Assert.Equal((1536u, 6656u), (Demand.Of(result.Pdus[0]).Offset, Demand.Of(result.Pdus[0]).Length));
        Assert.True(portal.Disk.Bytes[..8192].SequenceEqual(Filled(8192)));
    }

    [Fact]
    public async Task An_early_answer_waits_for_the_end_of_the_sequence()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "InitialR2T=No");
        var tag = initiator.NextTag();
        // Beyond the end of the disk: refused without its data.
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(uint.MaxValue, 8), 4096, write: true, final: false));
        await initiator.Wire.SendAsync(TestInitiator.DataOut(tag, BasicHeader.NoTag, 0, 0, final: false), Filled(2048));
        await initiator.PingAsync([1]); // Nothing but the echo: the answer is held back (clause 11.4.2).
        await initiator.Wire.SendAsync(TestInitiator.DataOut(tag, BasicHeader.NoTag, 1, 2048, final: true), Filled(2048));
        Assert.Equal(ScsiStatus.CheckCondition, (await initiator.FinishAsync(tag, [], [])).Status);
    }

    [Fact]
    public async Task An_early_answer_does_not_wait_for_data_out_of_sequence()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "InitialR2T=No");
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(uint.MaxValue, 8), 4096, write: true, final: false));
        await initiator.Wire.SendAsync(TestInitiator.DataOut(tag, BasicHeader.NoTag, 5, 0, final: true), Filled(4096));
        var result = await initiator.FinishAsync(tag, [], []);
        Assert.Equal((ScsiStatus.CheckCondition, 0x21), (result.Status, result.Sense[12])); // The target's own.
    }

    [Fact]
    public async Task Data_for_no_task_is_dropped()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        await initiator.Wire.SendAsync(TestInitiator.DataOut(4711, 3, 0, 0, final: true), Filled(512));
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    private static byte[] Filled(int size) => [.. Enumerable.Repeat((byte)0xA5, size)];

    private static async Task ExpectFailureAsync(TestPortal portal, TestInitiator initiator, uint tag, byte? asc = null, byte? ascq = null)
    {
        var result = await initiator.FinishAsync(tag, [], []);
        Assert.Equal(ScsiStatus.CheckCondition, result.Status);
        Assert.Equal(0x0B, result.Sense[2]);
        Assert.Equal((asc ?? result.Sense[12], ascq ?? result.Sense[13]), (result.Sense[12], result.Sense[13]));
        Assert.Contains((result.Sense[12], result.Sense[13]), new[] { ((byte)0x47, (byte)0x05), ((byte)0x0C, (byte)0x0C) });
        Assert.Equal(-1, portal.Disk.Bytes[..8192].IndexOfAnyExcept((byte)0)); // Nothing was written.
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
    }
}
