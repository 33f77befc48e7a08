using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Optical;

/// <summary>An optical drive (MMC-6): what an operating system asks of it, with and without a medium.</summary>
[Trait("Req", "IO-1")]
public sealed class OpticalDriveTests
{
    private const string TestUnitReady = "00 00 00 00 00 00";
    private const string NoMedium = "02/3A/00";

    private readonly Drive _drive = new();
    private readonly Disk _disk;

    public OpticalDriveTests() =>
        _disk = new Disk(with: ports => ports with { Kind = DeviceKind.Optical, Backend = _drive, Locks = null });

    [Fact]
    public async Task Inquiry_is_that_of_a_removable_cd_device_and_block_pages_are_not_there()
    {
        var data = (await _disk.Send("12 00 00 00 FF 00")).Data;
        Assert.Equal("05800612", Hex.Text(data.AsSpan(0, 4)));
        Assert.Equal("00A0046004E00960", Hex.Text(data.AsSpan(58, 8)));
        Assert.Equal("05000005" + "0080838586", Hex.Text((await _disk.Send("12 01 00 00 FF 00")).Data));
        Assert.Equal("05/24/00", await _disk.Outcome("12 01 B0 00 FF 00"));
    }

    [Fact]
    public async Task The_bytes_of_the_medium_are_read_in_blocks_of_2048()
    {
        Assert.Equal("000003FF00000800", Hex.Text((await _disk.Send("25 00 00 00 00 00 00 00 00 00")).Data));
        var expected = new byte[3 * 2048];
        await _drive.ReadAsync(7, expected, default);
        Assert.Equal(expected, (await _disk.Send("28 00 00 00 00 07 00 00 03 00")).Data);
        Assert.Equal(expected, (await _disk.Send("A8 00 00 00 00 07 00 00 00 03 00 00")).Data);
        Assert.Equal("05/21/00", await _disk.Outcome("28 00 00 00 04 00 00 00 01 00"));
        Assert.Equal("05/20/00", await _disk.Outcome("2A 00 00 00 00 00 00 00 01 00", new byte[2048]));
    }

    [Theory]
    [InlineData("43 00 00 00 00 00 00 00 FF 00", "00120101" + "0014010000000000" + "0014AA0000000400")]
    [InlineData("43 02 00 00 00 00 00 00 FF 00", "00120101" + "0014010000000200" + "0014AA0000000F31")]
    [InlineData("43 00 00 00 00 00 AA 00 FF 00", "000A0101" + "0014AA0000000400")]
    [InlineData("43 00 01 00 00 00 00 00 FF 00", "000A0101" + "0014010000000000")]
    [InlineData("43 00 00 00 00 00 00 00 04 00", "00120101")]
    [InlineData("51 00 00 00 00 00 00 00 08 00", "00200E0101010120")]
    [InlineData("BD 00 00 00 00 00 00 00 00 08 00 00", "0000000000000000")]
    public async Task Contents(string cdb, string expected) => Assert.Equal(expected, Hex.Text((await _disk.Send(cdb)).Data));

    [Theory]
    [InlineData("43 00 02 00 00 00 00 00 FF 00", "CB0002")] // full TOC
    [InlineData("43 00 00 00 00 00 02 00 FF 00", "C00006")] // no such track
    [InlineData("46 03 00 00 00 00 00 00 FF 00", "C90001")]
    [InlineData("4A 00 00 00 10 00 00 00 08 00", "C80001")] // only polled
    [InlineData("51 01 00 00 00 00 00 00 FF 00", "CA0001")]
    [InlineData("1E 00 00 00 02 00", "C90004")]
    public async Task Refused(string cdb, string pointer)
    {
        var reply = await _disk.Send(cdb);
        Assert.Equal("05/24/00", reply.Outcome);
        Assert.Equal(pointer, Hex.Text(reply.Sense.AsSpan(15, 3)));
    }

    [Fact]
    public async Task The_profile_goes_by_the_medium()
    {
        Assert.Equal("0008", await ProfileAsync());
        _drive.BlockCount = 2_000_000;
        Assert.Equal("0010", await ProfileAsync());
        _drive.Remove();
        Assert.Equal("0000", await ProfileAsync());
        Assert.Equal(
            "0000000C" + "00000000" + "00030304" + "29000000",
            Hex.Text((await _disk.Send("46 02 00 03 00 00 00 00 FF 00")).Data));
        var all = (await _disk.Send("46 00 00 00 00 00 00 00 FF 00")).Data;
        var current = (await _disk.Send("46 01 00 00 00 00 00 00 FF 00")).Data;
        Assert.True(current.Length < all.Length);
        Assert.Equal(all.Length - 4, all[3]);
    }

    [Fact]
    public async Task Each_nexus_hears_of_a_change_of_the_medium_once()
    {
        const string Poll = "4A 01 00 00 10 00 00 00 08 00";
        Assert.Equal("0006041002020000", Hex.Text((await _disk.Send(Poll)).Data));
        Assert.Equal("0006041000020000", Hex.Text((await _disk.Send(Poll)).Data));
        _drive.Insert(512);
        _disk.Server.RaiseUnitAttention(SenseCodes.MediumMayHaveChanged);
        Assert.Equal("0006041002020000", Hex.Text((await _disk.Send(Poll)).Data));
        Assert.Equal("06/28/00", await _disk.Outcome(TestUnitReady));
        Assert.Equal("Good", await _disk.Outcome("1B 00 00 00 02 00"));
        Assert.Equal("0006041003010000", Hex.Text((await _disk.Send(Poll)).Data));
        Assert.Equal("00028010", Hex.Text((await _disk.Send("4A 01 00 00 02 00 00 00 08 00")).Data));
    }

    [Fact]
    public async Task Without_a_medium_only_the_drive_answers()
    {
        _drive.Remove();
        foreach (var cdb in new[]
        {
            TestUnitReady, "25 00 00 00 00 00 00 00 00 00", "28 00 00 00 00 00 00 00 01 00", "43 00 00 00 00 00 00 00 FF 00",
            "51 00 00 00 00 00 00 00 FF 00", "1B 00 00 00 03 00",
        })
        {
            Assert.Equal(NoMedium, await _disk.Outcome(cdb));
        }

        foreach (var cdb in new[]
        {
            "12 00 00 00 FF 00", "46 00 00 00 00 00 00 00 FF 00", "5A 08 2A 00 00 00 00 00 FF 00", "1E 00 00 00 01 00",
        })
        {
            Assert.Equal("Good", await _disk.Outcome(cdb));
        }
    }

    [Fact]
    public async Task A_locked_drive_keeps_its_medium()
    {
        await _disk.Send("1E 00 00 00 01 00");
        Assert.Equal("05/53/02", await _disk.Outcome("1B 00 00 00 02 00"));
        await _disk.Send("1E 00 00 00 00 00");
        Assert.Equal("Good", await _disk.Outcome("1B 00 00 00 02 00"));
        Assert.Equal(0x10, (await _disk.Send("BD 00 00 00 00 00 00 00 00 08 00 00")).Data[1]);
        Assert.Equal(NoMedium, await _disk.Outcome(TestUnitReady));
        Assert.Equal("Good", await _disk.Outcome("1B 00 00 00 03 00"));
        Assert.Equal("Good", await _disk.Outcome(TestUnitReady));
    }

    [Fact]
    public async Task Mode_sense_has_the_capabilities_and_no_block_descriptor()
    {
        var data = (await _disk.Send("5A 00 2A 00 00 00 00 00 FF 00")).Data;
        Assert.Equal("001E000000000000" + "2A16" + "0B00000029", Hex.Text(data.AsSpan(0, 15)));
        Assert.Equal(32, data.Length);
        Assert.Equal("05/24/00", await _disk.Outcome("5A 00 08 00 00 00 00 00 FF 00"));
    }

    private async Task<string> ProfileAsync() => Hex.Text((await _disk.Send("46 00 00 00 00 00 00 00 08 00")).Data.AsSpan(6, 2));

    /// <summary>A drive with a medium of 1024 blocks of which each byte is told by its place.</summary>
    private sealed class Drive : IBlockBackend
    {
        public int BlockSizeBytes => 2048;

        public long BlockCount { get; set; } = 1024;

        public bool IsThin => false;

        public bool IsReadOnly => true;

        public bool HasMedium => BlockCount > 0;

        public int MediumVersion { get; private set; }

        public int OptimalGranularityBlocks => 1;

        public void Insert(long blockCount) => (BlockCount, MediumVersion) = (blockCount, MediumVersion + 1);

        public void Remove() => BlockCount = 0;

        public ValueTask<BackendResult> ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation)
        {
            for (var at = 0; at < destination.Length; at++)
            {
                destination.Span[at] = (byte)((lba * 31) + at + (at >> 8));
            }

            return default;
        }

        public ValueTask<BackendResult> WriteAsync(
            long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation) =>
            ValueTask.FromResult(BackendResult.MediumWriteError);

        public ValueTask<BackendResult> FlushAsync(CancellationToken cancellation) => default;
    }
}
