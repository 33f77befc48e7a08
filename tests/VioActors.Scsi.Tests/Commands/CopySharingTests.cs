using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Tests.Doubles;

namespace VioActors.Scsi.Tests.Commands;

/// <summary>EXTENDED COPY between units that can share chunks of 8 blocks, 32 blocks at a time: the rest is copied.</summary>
[Trait("Req", "IO-1")]
public sealed class CopySharingTests
{
    private const string OwnNaa = "3123456789ABCDEF";
    private const string OtherNaa = "3000000000000002";
    private const byte ListId = 9;

    private readonly Units _units = new();
    private readonly Disk _disk;
    private readonly Disk _other;
    private readonly byte[] _bytes = Hex.Pattern(200 * 512, 5);
    private SharingBackend _sharing = null!;

    public CopySharingTests()
    {
        _disk = new Disk(with: ports => ports with { CopyTargets = _units });
        _other = Other(true);
    }

    [Theory]
    [InlineData(4, 4, 80, "8>8:32 40>40:32 72>72:8")]
    [InlineData(8, 16, 16, "8>16:16")]
    [InlineData(9, 17, 16, "16>24:8")]
    [InlineData(1, 1, 6, "")]
    [InlineData(4, 12, 11, "")]
    [InlineData(8, 9, 64, "")] // They do not lie alike.
    public async Task Whole_chunks_that_lie_alike_are_shared_and_edges_are_copied(int from, int to, int count, string shared)
    {
        await FillAsync();
        Assert.Equal("Good", await CopyAsync(count, from, to));
        Assert.Equal(shared, string.Join(' ', _sharing.Shared.Select(one => $"{one.From}>{one.To}:{one.Count}")));
        Assert.Equal(_bytes.AsSpan(from * 512, count * 512).ToArray(), _other.Backend.Peek(to, count));
        Assert.Equal(new byte[to * 512], _other.Backend.Peek(0, to));
        Assert.Equal(new byte[512], _other.Backend.Peek(to + count, 1));
        Assert.Equal(0, _other.Backend.FlushCount);
    }

    [Fact]
    public async Task What_cannot_be_shared_is_copied_and_not_asked_for_again()
    {
        await FillAsync();
        _sharing.Answers.Enqueue(BackendResult.Ok);
        _sharing.Answers.Enqueue(null);
        Assert.Equal("Good", await CopyAsync(100, 0, 0));
        Assert.Equal([(0L, 0L, 32L), (32L, 32L, 32L)], _sharing.Shared);
        Assert.Equal(_bytes.AsSpan(0, 100 * 512).ToArray(), _other.Backend.Peek(0, 100));
    }

    [Theory]
    [InlineData(BackendResult.NotReady, "Busy")]
    [InlineData(BackendResult.Gone, "0A/0D/01")]
    public async Task What_fails_ends_the_copy(BackendResult result, string expected)
    {
        await FillAsync();
        _sharing.Answers.Enqueue(BackendResult.Ok);
        _sharing.Answers.Enqueue(result);
        Assert.Equal(expected, await CopyAsync(100, 0, 0));
        Assert.Equal(new byte[512], _other.Backend.Peek(32, 1));
    }

    [Fact]
    public async Task With_the_write_cache_off_what_was_shared_is_flushed()
    {
        await FillAsync();
        var other = Other(false);
        Assert.Equal("Good", await CopyAsync(64, 0, 0));
        Assert.Equal(1, other.Backend.FlushCount);
        Assert.Equal("Good", await CopyAsync(4, 0, 0));
        Assert.Equal(1, other.Backend.FlushCount);
    }

    [Fact]
    public async Task Within_a_unit_nothing_is_shared()
    {
        await _other.Send("2A 00 00 00 00 00 00 00 08 00", _bytes[..(8 * 512)]);
        Assert.Equal("Good", await CopyAsync(8, 0, 16, OtherNaa));
        Assert.Empty(_sharing.Shared);
        Assert.Equal(_bytes[..(8 * 512)], _other.Backend.Peek(16, 8));
    }

    [Theory]
    [InlineData("0>0:10 10>10:10 20>20:12", "0>0:32")]
    [InlineData("3>3:2 5>5:3 8>8:8 16>16:1", "8>8:8")]
    [InlineData("0>8:20 20>28:0 20>28:24", "0>8:32 32>40:8")]
    [InlineData("8>8:10 20>18:10", "8>8:8")] // The source leaves something out, then they do not lie alike;
    [InlineData("8>8:10 18>26:14", "8>8:8 24>32:8")] // the destination does;
    [InlineData("16>16:8 8>8:8", "16>16:8 8>8:8")] // the other way round.
    public async Task Segments_one_behind_the_other_are_copied_as_one(string segments, string shared)
    {
        await FillAsync();
        var list = segments.Split(' ').Select(one => one.Split('>', ':').Select(int.Parse).ToArray()).ToList();
        var expected = new byte[200 * 512];
        foreach (var one in list)
            _bytes.AsSpan(one[0] * 512, one[2] * 512).CopyTo(expected.AsSpan(one[1] * 512));

        Assert.Equal("Good", await CopyAsync([.. list.Select(one => Segment(one[2], one[0], one[1]))]));

        Assert.Equal(shared, string.Join(' ', _sharing.Shared.Select(one => $"{one.From}>{one.To}:{one.Count}")));
        Assert.Equal(expected, _other.Backend.Peek(0, 200));
        Assert.Equal((CopyStatus.Completed, list.Count, list.Sum(one => one[2]) / 2), await ResultAsync());
    }

    [Fact]
    public async Task Of_segments_that_are_copied_as_one_those_count_that_are_done()
    {
        await FillAsync();
        _sharing.Answers.Enqueue(BackendResult.Ok);
        _sharing.Answers.Enqueue(BackendResult.NotReady);
        Assert.Equal("Busy", await CopyAsync(Segment(20, 0, 0), Segment(20, 20, 20), Segment(20, 40, 40)));
        Assert.Equal((CopyStatus.Failed, 1, 16), await ResultAsync());
        Assert.Equal("0A/00/00", await CopyAsync(Segment(20, 0, 0), Segment(20, 20, 20), Segment(20, 4090, 40)));
        Assert.Equal((CopyStatus.Failed, 2, 20), await ResultAsync());
        Assert.Equal(_bytes[..(40 * 512)], _other.Backend.Peek(0, 40));
    }

    [Fact]
    public async Task After_a_segment_that_cannot_be_shared_the_next_one_is_asked_for_again()
    {
        await FillAsync();
        _sharing.Answers.Enqueue(null);
        Assert.Equal("Good", await CopyAsync(Segment(20, 0, 0), Segment(20, 20, 20), Segment(16, 40, 40)));
        Assert.Equal([(0L, 0L, 32L), (24L, 24L, 32L)], _sharing.Shared);
        Assert.Equal(_bytes[..(56 * 512)], _other.Backend.Peek(0, 56));
    }

    [Fact]
    public async Task Within_a_unit_a_segment_reads_what_the_one_before_has_written()
    {
        await FillAsync();
        Assert.Equal("Good", await CopyAsync([Segment(8, 0, 8), Segment(8, 8, 16)], OwnNaa, OwnNaa));
        Assert.Equal(_bytes[..(8 * 512)], _disk.Backend.Peek(16, 8));
    }

    private async Task FillAsync() =>
        Assert.Equal("Good", await _disk.Outcome("2A 00 00 00 00 00 00 00 C8 00", _bytes));

    private Disk Other(bool writeCache)
    {
        var disk = new Disk(with: ports => ports with
        {
            CopyTargets = _units,
            Identity = new LogicalUnitIdentity(LogicalUnitIdentity.LocallyAssigned(2), "SERIAL-0002"),
            Backend = _sharing = new SharingBackend((MemoryBackend)ports.Backend),
            Modes = new LocalModeParameters(new ModeParameters { WriteCacheEnabled = writeCache }),
        });
        _units.Targets = [_disk.Server, disk.Server];
        return disk;
    }

    private static byte[] Segment(int count, long from, long to)
    {
        var segment = new byte[28];
        (segment[0], segment[3], segment[7]) = (2, 0x18, 1);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(10), (ushort)count);
        BinaryPrimitives.WriteInt64BigEndian(segment.AsSpan(12), from);
        BinaryPrimitives.WriteInt64BigEndian(segment.AsSpan(20), to);
        return segment;
    }

    private Task<string> CopyAsync(int count, long from, long to, string source = OwnNaa) =>
        CopyAsync([Segment(count, from, to)], source);

    private Task<string> CopyAsync(params byte[][] segments) => CopyAsync(segments, OwnNaa);

    private Task<string> CopyAsync(byte[][] segments, string source, string destination = OtherNaa)
    {
        var list = new byte[16 + 64];
        (list[0], list[3]) = (ListId, 64);
        BinaryPrimitives.WriteInt32BigEndian(list.AsSpan(8), 28 * segments.Length);
        foreach (var (index, naa) in new[] { (0, source), (1, destination) })
        {
            var target = list.AsSpan(16 + (32 * index), 32);
            (target[0], target[4], target[5], target[7]) = (0xE4, 1, 3, 8);
            Hex.Bytes(naa).CopyTo(target[8..]);
        }

        byte[] all = [.. list, .. segments.SelectMany(one => one)];
        var cdb = new byte[16];
        (cdb[0], cdb[13]) = (0x83, (byte)all.Length);
        return _disk.Outcome(Hex.Text(cdb), all);
    }

    /// <summary>What RECEIVE COPY RESULTS says of the last copy: status, segments and KiB.</summary>
    private async Task<(CopyStatus Status, int Segments, int Kibibytes)> ResultAsync()
    {
        var result = (await _disk.Send($"84 00 {ListId:X2} 00 00 00 00 00 00 00 00 00 00 FF 00 00")).Data;
        return ((CopyStatus)result[4], BinaryPrimitives.ReadUInt16BigEndian(result.AsSpan(5)),
            BinaryPrimitives.ReadInt32BigEndian(result.AsSpan(8)));
    }

    private enum CopyStatus
    {
        Completed = 1,
        Failed = 2,
    }

    private sealed class Units : ICopyTargets
    {
        public IReadOnlyCollection<DiskDeviceServer> Targets { get; set; } = [];
    }
}
