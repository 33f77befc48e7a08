using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>WRITE SAME, UNMAP and GET LBA STATUS. Chunks have 8 blocks.</summary>
[Trait("Req", "STO-9")]
public sealed class ThinTests
{
    private readonly Disk _disk = new();

    [Theory]
    [InlineData("41 00 00 00 00 05 00 00 20 00")]
    [InlineData("93 00 00 00 00 00 00 00 00 05 00 00 00 20 00 00")]
    [InlineData("93 08 00 00 00 00 00 00 00 05 00 00 00 20 00 00")] // UNMAP, but not a block of zeros
    public async Task Write_same_repeats_the_block(string cdb)
    {
        var block = Hex.Pattern(512, 5);
        Assert.Equal("Good", await _disk.Outcome(cdb, block));
        for (var lba = 5; lba < 5 + 32; lba++)
        {
            Assert.Equal(block, _disk.Backend.Peek(lba, 1));
        }

        Assert.Equal(new byte[512], _disk.Backend.Peek(4, 1));
        Assert.Equal(new byte[512], _disk.Backend.Peek(37, 1));
    }

    [Theory]
    [InlineData("41 00 00 00 00 05 00 00 00 00", 512, "05/24/00")] // WSNZ
    [InlineData("93 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", 512, "05/24/00")]
    [InlineData("41 00 00 00 10 00 00 00 01 00", 512, "05/21/00")]
    [InlineData("41 10 00 00 00 00 00 00 01 00", 512, "05/24/00")] // ANCHOR
    [InlineData("41 01 00 00 00 00 00 00 01 00", 512, "05/24/00")] // NDOB is not of the 10-byte form
    [InlineData("41 20 00 00 00 00 00 00 01 00", 512, "05/24/00")] // WRPROTECT
    [InlineData("41 00 00 00 00 00 00 00 01 00", 256, "05/0E/03")]
    [InlineData("41 00 00 00 00 00 00 00 01 00", 1024, "05/0E/03")]
    [InlineData("93 01 00 00 00 00 00 00 00 00 00 00 00 01 00 00", 512, "05/0E/03")] // NDOB with data
    public async Task Write_same_refused(string cdb, int size, string expected)
    {
        Assert.Equal(expected, await _disk.Outcome(cdb, new byte[size]));
        Assert.Equal(0, _disk.Backend.WriteCount);
    }

    [Fact]
    public async Task Write_same_beyond_its_maximum_is_an_invalid_field()
    {
        var disk = new Disk(new MemoryBackend(512, 1 << 20));
        Assert.Equal("05/24/00", await disk.Outcome("93 00 00 00 00 00 00 00 00 00 00 00 40 01 00 00", new byte[512]));
    }

    [Theory]
    [InlineData("93 09 00 00 00 00 00 00 00 05 00 00 00 20 00 00", 0)] // UNMAP and NDOB
    [InlineData("93 08 00 00 00 00 00 00 00 05 00 00 00 20 00 00", 512)]
    [InlineData("41 08 00 00 00 05 00 00 20 00", 512)]
    public async Task Write_same_with_unmap_releases_chunks_and_zeroes_the_rest(string cdb, int size)
    {
        await Fill(64);
        Assert.Equal("Good", await _disk.Outcome(cdb, new byte[size]));
        Assert.Equal(new byte[32 * 512], _disk.Backend.Peek(5, 32));
        Assert.Equal("0-7 M, 8-31 D, 32-63 M, 64-4095 D", await Status(0));
        Assert.All(_disk.Backend.Peek(0, 5), value => Assert.Equal(0xEE, value));
        Assert.All(_disk.Backend.Peek(37, 4), value => Assert.Equal(0xEE, value));
    }

    [Fact]
    public async Task Zeroing_what_is_released_writes_nothing()
    {
        Assert.Equal("Good", await _disk.Outcome("93 08 00 00 00 00 00 00 00 05 00 00 00 02 00 00", new byte[512]));
        Assert.Equal(0, _disk.Backend.WriteCount);
        Assert.Equal("0-4095 D", await Status(0));
    }

    [Fact]
    public async Task Unmapped_blocks_read_as_zeros()
    {
        await Fill(64);
        var list = Unmap((4, 5), (16, 17), (40, 8));
        Assert.Equal("Good", await _disk.Outcome($"42 00 00 00 00 00 00 00 {list.Length:X2} 00", list));
        Assert.Equal("0-15 M, 16-31 D, 32-39 M, 40-47 D, 48-63 M, 64-4095 D", await Status(0));
        Assert.Equal(new byte[5 * 512], _disk.Backend.Peek(4, 5));
        Assert.Equal(new byte[17 * 512], _disk.Backend.Peek(16, 17));
        Assert.All(_disk.Backend.Peek(33, 7), value => Assert.Equal(0xEE, value));
    }

    [Theory]
    [InlineData(0, 4095, 1, "Good")]
    [InlineData(0, 4095, 2, "05/21/00")]
    [InlineData(0, 4096, 0, "Good")]
    [InlineData(0, 4097, 0, "05/21/00")]
    [InlineData(0, -1, 1, "05/21/00")]
    [InlineData(5, 0, 1, "05/1A/00")] // 5 bytes of a list
    public async Task Unmap_limits(int length, long lba, uint count, string expected)
    {
        await Fill(64);
        var list = Unmap((0, 8), (lba, count));
        Assert.Equal(expected, await _disk.Outcome($"42 00 00 00 00 00 00 00 {(length == 0 ? list.Length : length):X2} 00", list));
        Assert.Equal(expected == "Good" ? "0-7 D, 8-63 M, 64-4095 D" : "0-63 M, 64-4095 D", await Status(0));
    }

    [Theory]
    [InlineData("42 00 00 00 00 00 00 00 00 00", "Good")] // no list
    [InlineData("42 00 00 00 00 00 00 00 08 00", "Good")] // no descriptors
    [InlineData("42 01 00 00 00 00 00 00 08 00", "05/24/00")] // ANCHOR
    [InlineData("42 00 00 00 00 00 00 00 18 00", "05/1A/00")] // more than was sent
    public async Task Unmap_without_descriptors(string cdb, string expected) =>
        Assert.Equal(expected, await _disk.Outcome(cdb, new byte[8]));

    [Fact]
    public async Task Too_many_descriptors_or_blocks_are_refused()
    {
        var disk = new Disk(new MemoryBackend(512, 1 << 24));
        var many = Unmap([.. Enumerable.Repeat((0L, 1u), 257)]);
        Assert.Equal("05/26/00", await disk.Outcome($"42 00 00 00 00 00 00 {many.Length >> 8:X2} {many.Length & 0xFF:X2} 00", many));
        var large = Unmap((0, 1 << 20), (0, 1));
        Assert.Equal("05/26/00", await disk.Outcome($"42 00 00 00 00 00 00 00 {large.Length:X2} 00", large));
    }

    [Theory]
    [InlineData("9E 12 00 00 00 00 00 00 10 00 00 00 00 FF 00 00", "05/21/00")]
    [InlineData("9E 12 FF FF FF FF FF FF FF FF 00 00 00 FF 00 00", "05/21/00")]
    [InlineData("9E 12 00 00 00 00 00 00 00 00 00 00 00 17 00 00", "05/24/00")]
    public async Task Lba_status_refused(string cdb, string expected) => Assert.Equal(expected, await _disk.Outcome(cdb));

    [Fact]
    public async Task Lba_status_starts_where_it_is_asked_and_stops_where_there_is_no_room()
    {
        await Fill(16);
        Assert.Equal("3-15 M, 16-4095 D", await Status(3));
        Assert.Equal("3-15 M", await Status(3, allocation: 24));
        Assert.Equal("4095-4095 D", await Status(4095));
    }

    [Fact]
    public async Task A_unit_that_releases_nothing_is_all_mapped()
    {
        var disk = new Disk(with: ports => ports with { Backend = new ThickBackend(new MemoryBackend()) });
        var data = (await disk.Send("9E 12 00 00 00 00 00 00 00 0A 00 00 00 FF 00 00")).Data;
        Assert.Equal("0000001400000000" + "000000000000000A" + "00000FF6" + "00000000", Hex.Text(data));
    }

    private static byte[] Unmap(params (long Lba, uint Count)[] ranges)
    {
        var body = 16 * ranges.Length;
        var list = new List<byte> { (byte)((body + 6) >> 8), (byte)(body + 6), (byte)(body >> 8), (byte)body, 0, 0, 0, 0 };
        foreach (var (lba, count) in ranges)
        {
            list.AddRange(Hex.Bytes($"{lba:X16}{count:X8}00000000"));
        }

        return [.. list];
    }

    private Task<string> Fill(int blocks) =>
        _disk.Outcome($"2A 00 00 00 00 00 00 00 {blocks:X2} 00", Enumerable.Repeat((byte)0xEE, blocks * 512).ToArray());

    private async Task<string> Status(int lba, int allocation = 255)
    {
        var data = (await _disk.Send($"9E 12 00 00 00 00 00 00 {lba >> 8:X2} {lba & 0xFF:X2} 00 00 00 {allocation:X2} 00 00")).Data;
        var runs = new List<string>();
        for (var at = 8; at < data.Length; at += 16)
        {
            var first = Convert.ToInt64(Hex.Text(data.AsSpan(at, 8)), 16);
            var count = Convert.ToInt64(Hex.Text(data.AsSpan(at + 8, 4)), 16);
            runs.Add($"{first}-{first + count - 1} {(data[at + 12] == 0 ? "M" : "D")}");
        }

        return string.Join(", ", runs);
    }
}
