using VioActors.Scsi.Luns;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Luns;

/// <summary>LUN fields (SAM-5 clause 4.7) and what is answered where no unit is.</summary>
[Trait("Req", "IO-1")]
public sealed class LunTests
{
    [Theory]
    [InlineData(0x0000_0000_0000_0000, 0)]
    [InlineData(0x00FF_0000_0000_0000, 255)]
    [InlineData(0x4000_0000_0000_0000, 0)]
    [InlineData(0x40FF_0000_0000_0000, 255)]
    [InlineData(0x4100_0000_0000_0000, 256)]
    [InlineData(0x7FFF_0000_0000_0000, 16383)]
    [InlineData(0x0100_0000_0000_0000, null)] // another bus
    [InlineData(0x8000_0000_0000_0000, null)] // logical unit addressing
    [InlineData(0xC101_0000_0000_0000, null)] // well-known
    [InlineData(0xD200_0001_0000_0000, null)] // extended flat
    [InlineData(0x0001_0001_0000_0000, null)] // second level
    [InlineData(0x0000_0000_0000_0001, null)]
    public void Decoding(ulong field, int? expected) =>
        Assert.Equal(expected, LunAddress.TryDecode(field, out var number) ? number : null);

    [Fact]
    public void Every_number_survives_encoding()
    {
        for (var number = 0; number <= LunAddress.NumberMax; number++)
        {
            Assert.True(LunAddress.TryDecode(LunAddress.Encode(number), out var decoded));
            Assert.Equal(number, decoded);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => LunAddress.Encode(16384));
        Assert.Throws<ArgumentOutOfRangeException>(() => LunAddress.Encode(-1));
    }

    [Theory]
    [InlineData("00 00 00 00 00 00", "05/25/00")]
    [InlineData("28 00 00 00 00 00 00 00 01 00", "05/25/00")]
    [InlineData("FF", "05/25/00")]
    [InlineData("", "05/25/00")]
    [InlineData("12 00 00 00 24 00", "Good")]
    [InlineData("12 01 00 00 24 00", "05/24/00")]
    [InlineData("12 00 01 00 24 00", "05/24/00")]
    [InlineData("12", "05/25/00")]
    [InlineData("03 00 00 00 12 00", "Good")]
    [InlineData("A0 00 00 00 00 00 00 00 00 10 00 00", "Good")]
    [InlineData("A0 00 00 00 00 00 00 00 00 0F 00 00", "05/24/00")]
    public void No_unit(string cdb, string expected) =>
        Assert.Equal(expected, Reply.Of(UnmappedLun.Execute(Hex.Bytes(cdb), Disk.Luns)).Outcome);

    [Fact]
    public void Inquiry_without_a_unit_says_so()
    {
        var data = Reply.Of(UnmappedLun.Execute(Hex.Bytes("12 00 00 00 FF 00"), Disk.Luns)).Data;
        Assert.Equal(0x7F, data[0]);
        Assert.Equal(data.Length - 5, data[4]);
    }

    [Fact]
    public void Request_sense_without_a_unit_gives_the_reason_as_data()
    {
        var data = Reply.Of(UnmappedLun.Execute(Hex.Bytes("03 00 00 00 12 00"), Disk.Luns)).Data;
        Assert.Equal((0x05, 0x25), (data[2], data[12]));
    }

    [Theory]
    [InlineData("A0 00 00 00 00 00 00 00 00 FF 00 00", "0000001000000000" + "0000000000000000" + "412C000000000000")]
    [InlineData("A0 00 02 00 00 00 00 00 00 FF 00 00", "0000001000000000" + "0000000000000000" + "412C000000000000")]
    [InlineData("A0 00 00 00 00 00 00 00 00 10 00 00", "0000001000000000" + "0000000000000000")]
    [InlineData("A0 00 01 00 00 00 00 00 00 FF 00 00", "0000000000000000")]
    public async Task Report_luns_lists_what_the_initiator_sees(string cdb, string expected)
    {
        Assert.Equal(expected, Hex.Text((await new Disk().Send(cdb)).Data));
        Assert.Equal(expected, Hex.Text(Reply.Of(UnmappedLun.Execute(Hex.Bytes(cdb), Disk.Luns)).Data));
    }
}
