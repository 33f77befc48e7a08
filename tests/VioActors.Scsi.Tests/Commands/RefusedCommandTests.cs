using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>
/// Every refused case of the block commands, by table: CDB, Data-Out blocks, what comes back. The disk has 4096 blocks of 512 bytes.
/// </summary>
[Trait("Req", "IO-1")]
public sealed class RefusedCommandTests
{
    private const string LbaOutOfRange = "05/21/00";
    private const string InvalidField = "05/24/00";
    private const string InvalidOpcode = "05/20/00";

    [Theory]
    [InlineData("08 1F FF FF 01 00", LbaOutOfRange)] // READ(6) beyond
    [InlineData("08 00 0F 01 00 00", LbaOutOfRange)] // READ(6) of 256 blocks crossing the end
    [InlineData("08 20 00 00 01 00", InvalidField)] // READ(6) reserved bits
    [InlineData("28 00 00 00 10 00 00 00 01 00", LbaOutOfRange)] // READ(10) first block past the end
    [InlineData("28 00 00 00 0F FF 00 00 02 00", LbaOutOfRange)] // crossing the end
    [InlineData("28 00 00 00 10 00 00 00 00 00", LbaOutOfRange)] // zero blocks past the end
    [InlineData("28 00 80 00 00 00 00 00 00 00", LbaOutOfRange)]
    [InlineData("28 00 FF FF FF FF 00 00 01 00", LbaOutOfRange)]
    [InlineData("28 20 00 00 00 00 00 00 01 00", InvalidField)] // RDPROTECT 1
    [InlineData("28 E0 00 00 00 00 00 00 01 00", InvalidField)] // RDPROTECT 7
    [InlineData("28 02 00 00 00 00 00 00 01 00", InvalidField)] // FUA_NV
    [InlineData("28 00 00 00 00 00 00 00 01 04", InvalidField)] // NACA
    [InlineData("A8 20 00 00 00 00 00 00 00 01 00 00", InvalidField)]
    [InlineData("A8 00 00 00 00 00 FF FF FF FF 00 00", LbaOutOfRange)]
    [InlineData("88 00 FF FF FF FF FF FF FF FF 00 00 00 01 00 00", LbaOutOfRange)]
    [InlineData("88 00 FF FF FF FF FF FF FF FF FF FF FF FF 00 00", LbaOutOfRange)]
    [InlineData("88 00 00 00 00 00 00 00 00 01 FF FF FF FF 00 00", LbaOutOfRange)]
    [InlineData("2F 04 00 00 00 00 00 00 01 00", InvalidField)] // BYTCHK 10b
    [InlineData("2F 20 00 00 00 00 00 00 01 00", InvalidField)] // VRPROTECT
    [InlineData("8F 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00", LbaOutOfRange)]
    [InlineData("34 00 00 00 10 00 00 00 01 00", LbaOutOfRange)]
    [InlineData("35 00 00 00 10 00 00 00 01 00", LbaOutOfRange)]
    [InlineData("91 00 00 00 00 00 00 00 10 01 00 00 00 00 00 00", LbaOutOfRange)]
    [InlineData("1B 00 00 00 02 00", InvalidField)] // LOEJ on a fixed disk
    [InlineData("1E 00 00 00 02 00", InvalidField)]
    [InlineData("00 00 00 00 01 00", InvalidField)]
    [InlineData("00 00 00 00 00 04", InvalidField)] // NACA
    [InlineData("12 02 00 00 FF 00", InvalidField)] // CMDDT
    [InlineData("12 00 83 00 FF 00", InvalidField)] // page without EVPD
    [InlineData("12 01 42 00 FF 00", InvalidField)] // no such page
    [InlineData("25 00 00 00 00 01 00 00 00 00", InvalidField)] // LBA without PMI
    [InlineData("A0 00 03 00 00 00 00 00 00 FF 00 00", InvalidField)] // SELECT REPORT
    [InlineData("A0 00 00 00 00 00 00 00 00 0F 00 00", InvalidField)] // allocation length under 16
    [InlineData("9E 01 00 00 00 00 00 00 00 00 00 00 00 20 00 00", InvalidField)] // unknown service action
    [InlineData("A3 1F 00 00 00 00 00 00 00 FF 00 00", InvalidField)]
    [InlineData("04 00 00 00 00 00", InvalidOpcode)] // FORMAT UNIT
    [InlineData("83 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", InvalidOpcode)] // EXTENDED COPY where no unit is known to copy to
    [InlineData("A4 0A 00 00 00 00 00 00 00 00 00 00", InvalidOpcode)] // SET TARGET PORT GROUPS: TPGS says implicit only
    [InlineData("FF", InvalidOpcode)]
    [InlineData("28", InvalidField)] // short CDB
    [InlineData("28 00 00 00 00 00 00 00 01", InvalidField)]
    [InlineData("A3", InvalidField)]
    public async Task Without_data(string cdb, string expected) => Assert.Equal(expected, await new Disk().Outcome(cdb));

    [Theory]
    [InlineData("0A 1F FF FF 01 00", 1, LbaOutOfRange)]
    [InlineData("2A 00 00 00 10 00 00 00 01 00", 1, LbaOutOfRange)]
    [InlineData("2A 00 00 00 10 00 00 00 00 00", 0, LbaOutOfRange)]
    [InlineData("2A 20 00 00 00 00 00 00 01 00", 1, InvalidField)]
    [InlineData("AA 00 00 00 0F FF 00 00 00 02 00 00", 2, LbaOutOfRange)]
    [InlineData("8A 00 00 00 00 00 00 00 10 00 00 00 00 01 00 00", 1, LbaOutOfRange)]
    [InlineData("2E 06 00 00 00 00 00 00 01 00", 1, InvalidField)] // BYTCHK 11b
    [InlineData("8B 20 00 00 00 00 00 00 00 00 00 00 00 01 00 00", 1, InvalidField)]
    [InlineData("89 00 00 00 00 00 00 00 10 00 00 00 00 01 00 00", 2, LbaOutOfRange)]
    [InlineData("89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", 1, "05/0E/03")] // one half only
    [InlineData("89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", 4, "05/0E/03")]
    public async Task With_data_and_nothing_is_written(string cdb, int blocks, string expected)
    {
        var disk = new Disk();
        Assert.Equal(expected, await disk.Outcome(cdb, new byte[blocks * 512]));
        Assert.Equal(0, disk.Backend.WriteCount);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public async Task A_transfer_over_the_stated_maximum_is_an_invalid_field(int blockSize)
    {
        var disk = new Disk(new MemoryBackend(blockSize, 1 << 20));
        var max = (8 << 20) / blockSize;
        var limits = (await disk.Send("12 01 B0 00 FF 00")).Data;
        Assert.Equal(max, (limits[8] << 24) | (limits[9] << 16) | (limits[10] << 8) | limits[11]);
        var one = disk.Send(Read16(max + 1));
        Assert.Equal(InvalidField, (await one).Outcome);
        Assert.Equal(8 << 20, (await disk.Send(Read16(max))).Data.Length);
    }

    [Fact]
    public async Task The_field_pointer_names_the_bit()
    {
        var sense = (await new Disk().Send("28 42 00 00 00 00 00 00 01 00")).Sense;
        Assert.Equal(new byte[] { 0xCE, 0x00, 0x01 }, sense[15..18]);
    }

    [Theory]
    [InlineData(false, "07/27/00")]
    [InlineData(true, "07/27/02")]
    public async Task A_protected_unit_takes_no_write_of_any_kind(bool bySoftware, string expected)
    {
        var disk = new Disk(new MemoryBackend { IsReadOnly = !bySoftware });
        if (bySoftware)
        {
            Assert.Equal("Good", await disk.Outcome("15 10 00 00 10 00", Hex.Bytes("00000000 0A0A 20 10 08 00 00 00 FF FF 00 00")));
        }

        foreach (var cdb in new[]
        {
            "0A 00 00 00 01 00", "2A 00 00 00 00 00 00 00 01 00", "AA 00 00 00 00 00 00 00 00 01 00 00",
            "8A 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", "2E 00 00 00 00 00 00 00 01 00",
            "8B 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00", "89 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00",
        })
        {
            Assert.Equal(expected, await disk.Outcome(cdb, new byte[1024]));
        }

        Assert.Equal("Good", await disk.Outcome("28 00 00 00 00 00 00 00 01 00"));
        Assert.Equal("Good", await disk.Outcome("34 00 00 00 00 00 00 00 01 00"));
        Assert.Equal(0x80, (await disk.Send("1A 08 0A 00 FF 00")).Data[2] & 0x80);
    }

    private static byte[] Read16(int blocks) =>
        [0x88, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(blocks >> 24), (byte)(blocks >> 16), (byte)(blocks >> 8), (byte)blocks, 0, 0];
}
