using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.DeviceServer;

/// <summary>Unit attention conditions (SAM-5 clause 5.14).</summary>
[Trait("Req", "IO-1")]
public sealed class UnitAttentionTests
{
    private const string TestUnitReady = "00 00 00 00 00 00";

    [Fact]
    public async Task A_new_nexus_hears_of_power_on_once()
    {
        var disk = new Disk();
        var nexus = disk.Login("iqn.1993-08.org.debian:01:new", clearAttention: false);
        Assert.Equal("06/29/00", await disk.Outcome(TestUnitReady, nexus: nexus));
        Assert.Equal("Good", await disk.Outcome(TestUnitReady, nexus: nexus));
    }

    [Theory]
    [InlineData("12 00 00 00 FF 00")]
    [InlineData("A0 00 00 00 00 00 00 00 00 FF 00 00")]
    public async Task Inquiry_and_report_luns_pass_and_leave_it(string cdb)
    {
        var disk = new Disk();
        disk.Server.RaiseUnitAttention(SenseCodes.CapacityDataChanged);
        Assert.Equal("Good", await disk.Outcome(cdb));
        Assert.Equal("06/2A/09", await disk.Outcome(TestUnitReady));
    }

    [Theory]
    [InlineData("03 00 00 00 12 00", "70000600000000" + "0A" + "00000000" + "2A09" + "00000000")]
    [InlineData("03 01 00 00 12 00", "72062A0900000000")]
    [InlineData("03 00 00 00 04 00", "70000600")]
    public async Task Request_sense_reports_and_clears_it(string cdb, string expected)
    {
        var disk = new Disk();
        disk.Server.RaiseUnitAttention(SenseCodes.CapacityDataChanged);
        Assert.Equal(expected, Hex.Text((await disk.Send(cdb)).Data));
        Assert.Equal("Good", await disk.Outcome(TestUnitReady));
        Assert.Equal(0, (await disk.Send("03 00 00 00 12 00")).Data[2]);
    }

    [Fact]
    public async Task Report_luns_settles_changed_luns()
    {
        var disk = new Disk();
        disk.Server.RaiseUnitAttention(SenseCodes.ReportedLunsChanged);
        await disk.Send("A0 00 00 00 00 00 00 00 00 FF 00 00");
        Assert.Equal("Good", await disk.Outcome(TestUnitReady));
    }

    [Theory]
    [InlineData("FF 00 00 00 00 00")]
    [InlineData("28 20 00 00 00 00 00 00 01 00")]
    public async Task It_comes_before_what_is_wrong_with_the_command(string cdb)
    {
        var disk = new Disk();
        disk.Server.RaiseUnitAttention(SenseCodes.CapacityDataChanged);
        Assert.Equal("06/2A/09", await disk.Outcome(cdb));
        Assert.StartsWith("05/", await disk.Outcome(cdb), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_nexuses_but_the_cause_are_told_and_lost_ones_no_more()
    {
        var disk = new Disk();
        var other = disk.Login("iqn.1993-08.org.debian:01:second");
        disk.Server.RaiseUnitAttention(SenseCodes.AsymmetricAccessChanged, disk.Nexus.Identity);
        Assert.Equal("Good", await disk.Outcome(TestUnitReady));
        Assert.Equal("06/2A/06", await disk.Outcome(TestUnitReady, nexus: other));
        await disk.Server.DetachAsync(other, CancellationToken.None);
        disk.Server.RaiseUnitAttention(SenseCodes.AsymmetricAccessChanged);
        Assert.True(other.UnitAttentions.IsEmpty);
    }

    [Fact]
    public void The_queue_is_bounded_ordered_and_without_repeats()
    {
        var queue = new UnitAttentionQueue();
        queue.Raise(SenseCodes.CapacityDataChanged);
        queue.Raise(SenseCodes.ModeParametersChanged);
        queue.Raise(SenseCodes.CapacityDataChanged);
        Assert.Equal([SenseCodes.CapacityDataChanged, SenseCodes.ModeParametersChanged], Drain(queue));
        for (byte i = 0; i < 100; i++)
        {
            queue.Raise(new SenseCode(SenseKey.UnitAttention, 0x3F, i, "TEST"));
        }

        Assert.Equal(UnitAttentionQueue.LengthMax, Drain(queue).Count);
    }

    [Fact]
    public void A_reset_replaces_what_is_older()
    {
        var queue = new UnitAttentionQueue();
        queue.Raise(SenseCodes.ModeParametersChanged);
        queue.Raise(SenseCodes.BusDeviceReset);
        queue.Raise(SenseCodes.CapacityDataChanged);
        Assert.Equal([SenseCodes.BusDeviceReset, SenseCodes.CapacityDataChanged], Drain(queue));
    }

    private static List<SenseCode> Drain(UnitAttentionQueue queue)
    {
        var codes = new List<SenseCode>();
        while (queue.TryTake(out var code))
        {
            codes.Add(code);
        }

        return codes;
    }
}
