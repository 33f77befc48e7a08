using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>A disk whose medium comes and goes (SBC-3 clauses 4.3.4, 5.13 and 5.20).</summary>
[Trait("Req", "IO-1")]
public sealed class RemovableTests
{
    private const string TestUnitReady = "00 00 00 00 00 00";
    private const string Eject = "1B 00 00 00 02 00";
    private const string Load = "1B 00 00 00 03 00";
    private const string Prevent = "1E 00 00 00 01 00";
    private const string Allow = "1E 00 00 00 00 00";
    private const string Prevented = "05/53/02";
    private const string NoMedium = "02/3A/00";

    private readonly Disk _disk = new(with: ports => ports with
    {
        Kind = DeviceKind.RemovableDisk,
        Reservations = new Scsi.Reservations.LocalReservations(),
    });

    [Fact]
    public async Task Inquiry_says_removable()
    {
        Assert.Equal(0x80, (await _disk.Send("12 00 00 00 FF 00")).Data[1]);
        Assert.Equal(0x00, (await new Disk().Send("12 00 00 00 FF 00")).Data[1]);
    }

    [Theory]
    [InlineData(TestUnitReady)]
    [InlineData("28 00 00 00 00 00 00 00 01 00")]
    [InlineData("A8 00 00 00 00 00 00 00 00 01 00 00")]
    [InlineData("88 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00")]
    [InlineData("2A 00 00 00 00 00 00 00 01 00")]
    [InlineData("41 00 00 00 00 00 00 00 01 00")]
    [InlineData("42 00 00 00 00 00 00 00 18 00")]
    [InlineData("89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00")]
    [InlineData("8B 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00")]
    [InlineData("2F 00 00 00 00 00 00 00 01 00")]
    [InlineData("34 00 00 00 00 00 00 00 01 00")]
    [InlineData("35 00 00 00 00 00 00 00 01 00")]
    [InlineData("25 00 00 00 00 00 00 00 00 00")]
    [InlineData("9E 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00")]
    [InlineData("9E 12 00 00 00 00 00 00 00 00 00 00 00 20 00 00")]
    [InlineData("48 02 00 00 00 00 00 00 00 00")]
    public async Task Without_a_medium_nothing_reaches_it(string cdb)
    {
        Assert.Equal("Good", await _disk.Outcome(Eject));
        Assert.Equal(NoMedium, await _disk.Outcome(cdb, new byte[1024]));
        Assert.Equal(0, _disk.Backend.WriteCount);
        Assert.Equal("Good", await _disk.Outcome(Load));
        Assert.NotEqual(NoMedium, await _disk.Outcome(cdb, new byte[1024]));
    }

    [Theory]
    [InlineData("12 00 00 00 FF 00")]
    [InlineData("1A 08 0A 00 FF 00")]
    [InlineData("5E 00 00 00 00 00 00 00 FF 00")]
    [InlineData("4D 00 40 00 00 00 00 00 FF 00")]
    [InlineData("A3 0C 00 00 00 00 00 00 FF FF 00 00")]
    [InlineData("1B 00 00 00 00 00")]
    public async Task What_needs_no_medium_goes_on(string cdb)
    {
        await _disk.Send(Eject);
        Assert.Equal("Good", await _disk.Outcome(cdb));
    }

    [Fact]
    public async Task Request_sense_tells_that_there_is_none_in_both_formats()
    {
        await _disk.Send(Eject);
        Assert.Equal("70000200000000" + "0A00000000" + "3A00" + "00000000", Hex.Text((await _disk.Send("03 00 00 00 12 00")).Data));
        Assert.Equal("72023A0000000000", Hex.Text((await _disk.Send("03 01 00 00 12 00")).Data));
    }

    [Fact]
    public async Task What_was_written_is_there_after_eject_and_load()
    {
        var bytes = Hex.Pattern(512, 7);
        await _disk.Send("2A 00 00 00 00 09 00 00 01 00", bytes);
        var flushes = _disk.Backend.FlushCount;
        await _disk.Send(Eject);
        Assert.Equal(flushes + 1, _disk.Backend.FlushCount);
        await _disk.Send(Load);
        Assert.Equal(bytes, (await _disk.Send("28 00 00 00 00 09 00 00 01 00")).Data);
    }

    [Fact]
    public async Task The_others_hear_of_a_medium_that_came()
    {
        var other = _disk.Login("iqn.1993-08.org.debian:01:second");
        await _disk.Send(Eject);
        Assert.Equal(NoMedium, await _disk.Outcome(TestUnitReady, nexus: other));
        await _disk.Send(Load);
        Assert.Equal("Good", await _disk.Outcome(TestUnitReady));
        Assert.Equal("06/28/00", await _disk.Outcome(TestUnitReady, nexus: other));
        Assert.Equal("Good", await _disk.Outcome(TestUnitReady, nexus: other));
        await _disk.Send(Load);
        Assert.Equal("Good", await _disk.Outcome(TestUnitReady, nexus: other));
    }

    [Fact]
    public async Task Any_nexus_can_keep_it_in_until_all_allow()
    {
        var other = _disk.Login("iqn.1993-08.org.debian:01:second");
        Assert.Equal("Good", await _disk.Outcome(Prevent));
        Assert.Equal("Good", await _disk.Outcome(Prevent, nexus: other));
        Assert.Equal(Prevented, await _disk.Outcome(Eject));
        Assert.Equal(Prevented, await _disk.Outcome(Load));
        Assert.Equal("Good", await _disk.Outcome(TestUnitReady));
        await _disk.Send(Allow);
        Assert.Equal(Prevented, await _disk.Outcome(Eject));
        await _disk.Send(Allow, nexus: other);
        Assert.Equal("Good", await _disk.Outcome(Eject));
    }

    [Fact]
    public async Task Prevention_ends_with_its_nexus_and_with_a_reset_but_not_with_another_nexus()
    {
        var (first, second) = (_disk.Login("iqn.1993-08.org.debian:01:a"), _disk.Login("iqn.1993-08.org.debian:01:b"));
        await _disk.Send(Prevent, nexus: first);
        await _disk.Server.DetachAsync(second, CancellationToken.None);
        Assert.Equal(Prevented, await _disk.Outcome(Eject));
        await _disk.Server.DetachAsync(first, CancellationToken.None);
        Assert.Equal("Good", await _disk.Outcome(Eject));
        await _disk.Send(Load);

        await _disk.Send(Prevent);
        await _disk.Server.ResetAsync(CancellationToken.None);
        Assert.Equal("06/29/03", await _disk.Outcome(TestUnitReady));
        Assert.Equal("Good", await _disk.Outcome(Eject));
        await _disk.Server.ResetAsync(CancellationToken.None);
        Assert.Equal("06/29/03", await _disk.Outcome(TestUnitReady));
        Assert.Equal(NoMedium, await _disk.Outcome(TestUnitReady));
    }
}
