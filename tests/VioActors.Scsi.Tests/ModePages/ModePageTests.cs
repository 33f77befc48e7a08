using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.ModePages;

/// <summary>MODE SENSE and MODE SELECT by golden bytes and refused lists.</summary>
[Trait("Req", "IO-1")]
public sealed class ModePageTests
{
    private const string Control = "0A0A 20 10 00 00 00 00 FF FF 00 00";
    private const string Caching = "0812 04 00 0000 0000 0000 0000 20 00 0000 0000 0000";

    [Theory]
    [InlineData("1A 00 0A 00 FF 00", "17001008" + "0000100000000200" + "0A0A20100000" + "0000FFFF0000")]
    [InlineData("1A 08 0A 00 FF 00", "0F001000" + "0A0A20100000" + "0000FFFF0000")]
    [InlineData("1A 08 4A 00 FF 00", "0F001000" + "0A0A04000800" + "000000000000")] // changeable
    [InlineData("1A 08 8A 00 FF 00", "0F001000" + "0A0A20100000" + "0000FFFF0000")] // default
    [InlineData("1A 08 08 00 FF 00", "17001000" + "0812040000000000000000002000000000000000")]
    [InlineData("1A 08 48 00 FF 00", "17001000" + "0812040000000000000000000000000000000000")]
    [InlineData("5A 08 0A 00 00 00 00 00 FF 00", "0012001000000000" + "0A0A20100000" + "0000FFFF0000")]
    [InlineData(
        "5A 10 1C 00 00 00 00 00 FF 00",
        "0022001001000010" + "0000000000001000" + "0000000000000200" + "1C0A08000000" + "000000000000")]
    [InlineData("1A 08 0A 01 FF 00", "23001000" + "4A01001C0100FC" + "00000000000000000000000000" + "000000000000000000000000")]
    [InlineData("1A 08 0A 00 06 00", "0F0010000A0A")]
    public async Task Sense(string cdb, string expected) => Assert.Equal(expected, Hex.Text((await new Disk().Send(cdb)).Data));

    [Theory]
    [InlineData("1A 08 3F 00 FF 00", "01,02,08,0A,1C")]
    [InlineData("1A 08 3F FF FF 00", "01,02,08,0A,0A/01,1C")]
    [InlineData("1A 08 0A FF FF 00", "0A,0A/01")]
    public async Task All_pages_ascending(string cdb, string expected)
    {
        var data = (await new Disk().Send(cdb)).Data;
        Assert.Equal(data.Length - 1, data[0]);
        var pages = new List<string>();
        for (var at = 4; at < data.Length;)
        {
            var isSubpage = (data[at] & 0x40) != 0;
            pages.Add(isSubpage ? $"{data[at] & 0x3F:X2}/{data[at + 1]:X2}" : $"{data[at] & 0x3F:X2}");
            at += isSubpage ? 4 + (data[at + 2] << 8) + data[at + 3] : 2 + data[at + 1];
        }

        Assert.Equal(expected, string.Join(',', pages));
    }

    [Theory]
    [InlineData("1A 08 CA 00 FF 00", "05/39/00")] // saved values
    [InlineData("1A 08 00 00 FF 00", "05/24/00")] // page 0
    [InlineData("1A 08 19 00 FF 00", "05/24/00")] // no such page
    [InlineData("1A 08 0A 02 FF 00", "05/24/00")] // no such subpage
    [InlineData("1A 08 3F 01 FF 00", "05/24/00")]
    [InlineData("1A 10 3F 00 FF 00", "05/24/00")] // LLBAA is not of the 6-byte form
    public async Task Refused_sense(string cdb, string expected) => Assert.Equal(expected, await new Disk().Outcome(cdb));

    [Theory]
    [InlineData("00000000" + Control, "Good")]
    [InlineData("00000000" + Caching, "Good")]
    [InlineData("17001008" + "0000100000000200" + Control, "Good")] // as MODE SENSE gave it
    [InlineData("00000008" + "0000000000000200" + Control, "Good")] // number of blocks zero
    [InlineData("00000008" + "FFFFFFFF00000200" + Control, "Good")]
    [InlineData("00000000" + Control + Caching, "Good")]
    [InlineData("00000000", "Good")]
    [InlineData("00010000" + Control, "05/26/00")] // medium type
    [InlineData("00000008" + "0000100000001000" + Control, "05/26/00")] // block length
    [InlineData("00000008" + "0000100100000200" + Control, "05/26/00")] // number of blocks
    [InlineData("00000004" + "00000000" + Control, "05/26/00")] // descriptor length
    [InlineData("00000000" + "0A0A 22 10 00 00 00 00 FF FF 00 00", "05/26/00")] // a bit that cannot change
    [InlineData("00000000" + "0A0A 00 10 00 00 00 00 FF FF 00 00", "05/26/00")] // TST 0
    [InlineData("00000000" + "0A0A 20 00 00 00 00 00 FF FF 00 00", "05/26/00")] // QAM 0
    [InlineData("00000000" + "0A09 00 10 00 00 00 00 FF FF 00", "05/26/00")] // page length
    [InlineData("00000000" + "1A0A 00 10 00 00 00 00 FF FF 00 00", "05/26/00")] // unknown page
    [InlineData("00000000" + "4A00 001C 00", "05/26/00")] // subpage format without a subpage
    [InlineData("00000000" + "0A0A 20 10", "05/1A/00")] // cut off
    [InlineData("00000000" + "0A", "05/1A/00")]
    [InlineData("0000", "05/1A/00")]
    [InlineData("00000008" + "00001000", "05/1A/00")]
    public async Task Select(string list, string expected)
    {
        var bytes = Hex.Bytes(list);
        Assert.Equal(expected, await new Disk().Outcome($"15 10 00 00 {bytes.Length:X2} 00", bytes));
    }

    [Theory]
    [InlineData("15 00 00 00 10 00", "05/24/00")] // PF zero
    [InlineData("15 11 00 00 10 00", "05/24/00")] // SP
    [InlineData("15 10 00 00 11 00", "05/1A/00")] // more than was sent
    [InlineData("15 10 00 00 00 00", "Good")]
    [InlineData("55 10 00 00 00 00 00 00 00 00", "Good")]
    public async Task Select_cdb(string cdb, string expected) =>
        Assert.Equal(expected, await new Disk().Outcome(cdb, Hex.Bytes("00000000" + Control)));

    [Fact]
    public async Task A_wrong_list_changes_nothing()
    {
        var disk = new Disk();
        var list = Hex.Bytes("00000000" + "0A0A 24 10 00 00 00 00 FF FF 00 00" + "3E0A");
        Assert.NotEqual("Good", await disk.Outcome($"15 10 00 00 {list.Length:X2} 00", list));
        Assert.Equal(0, (await disk.Send("1A 08 0A 00 FF 00")).Data[6] & 0x04);
    }

    [Fact]
    public async Task D_sense_switches_the_format_and_the_others_are_told()
    {
        var disk = new Disk();
        var other = disk.Login("iqn.1993-08.org.debian:01:second");
        Assert.Equal("Good", await disk.Outcome("15 10 00 00 10 00", Hex.Bytes("00000000" + "0A0A 24 10 00 00 00 00 FF FF 00 00")));
        var invalid = await disk.Send("28 20 00 00 00 00 00 00 01 00");
        Assert.Equal((0x72, "05/24/00"), (invalid.Sense[0], invalid.Outcome));
        Assert.Equal("06/2A/01", await disk.Outcome("00 00 00 00 00 00", nexus: other));
        Assert.Equal("Good", await disk.Outcome("00 00 00 00 00 00", nexus: other));
        Assert.Equal("Good", await disk.Outcome("00 00 00 00 00 00"));
    }

    [Fact]
    public async Task Selecting_what_is_there_tells_nobody()
    {
        var disk = new Disk();
        var other = disk.Login("iqn.1993-08.org.debian:01:second");
        Assert.Equal("Good", await disk.Outcome("55 10 00 00 00 00 00 00 14 00", Hex.Bytes("0000000000000000" + Control)));
        Assert.Equal("Good", await disk.Outcome("00 00 00 00 00 00", nexus: other));
    }

    [Fact]
    public async Task A_reset_brings_the_default_values_back()
    {
        var disk = new Disk();
        await disk.Send("15 10 00 00 10 00", Hex.Bytes("00000000" + "0A0A 24 10 08 00 00 00 FF FF 00 00"));
        await disk.Server.ResetAsync(CancellationToken.None);
        Assert.Equal("06/29/03", await disk.Outcome("00 00 00 00 00 00"));
        Assert.Equal("0F0010000A0A201000", Hex.Text((await disk.Send("1A 08 0A 00 FF 00")).Data.AsSpan(0, 9)));
    }
}
