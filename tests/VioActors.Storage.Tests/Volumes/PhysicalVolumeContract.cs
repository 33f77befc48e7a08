using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Volumes;

/// <summary>What every physical volume promises.</summary>
[Trait("Req", "STO-10")]
public abstract class PhysicalVolumeContract
{
    protected const int Chunk = ChunkSize.MinBytes;
    protected const int Chunks = 8;

    [Fact]
    public async Task A_new_volume_reads_as_zero_everywhere()
    {
        using var volume = Open();
        Assert.Equal(Chunks, volume.ChunkCount);
        Assert.Equal(Chunk, volume.ChunkSize.Bytes);
        Assert.Equal(new byte[Chunks * Chunk], await ReadAsync(volume, 0, Chunks * Chunk));
    }

    [Theory]
    [InlineData(0, 512, false)]
    [InlineData(4096, 4096, false)]
    [InlineData(777, 1, true)]
    [InlineData(Chunk - 3, 10, false)]
    [InlineData(Chunks * Chunk - 4096, 4096, true)]
    [InlineData(0, Chunks * Chunk, false)]
    public async Task What_was_written_is_read_and_nothing_else_changed(int offset, int length, bool durable)
    {
        using var volume = Open();
        var image = Rig.Pattern(Chunks * Chunk, 1);
        await WriteAsync(volume, 0, image);
        var bytes = Rig.Pattern(length, 2);

        await WriteAsync(volume, offset, bytes, durable);

        bytes.CopyTo(image, offset);
        Assert.Equal(image, await ReadAsync(volume, 0, image.Length));
    }

    [Theory]
    [InlineData(0, Chunk)]
    [InlineData(Chunk, 2 * Chunk)]
    [InlineData(100, 5000)]
    public async Task A_zeroed_range_reads_as_zero_and_nothing_else_changed(int offset, int length)
    {
        using var volume = Open();
        var image = Rig.Pattern(Chunks * Chunk, 3);
        await WriteAsync(volume, 0, image);

        Assert.True((await volume.ZeroAsync(offset, length, default)).IsOk);

        image.AsSpan(offset, length).Clear();
        Assert.Equal(image, await ReadAsync(volume, 0, image.Length));
    }

    [Fact]
    public async Task A_flushed_write_is_there_for_the_next_handle()
    {
        using (var volume = Open())
        {
            await WriteAsync(volume, Chunk, Rig.Pattern(4096, 4));
            Assert.True((await volume.FlushAsync(default)).IsOk);
        }

        using var again = Reopen();
        Assert.Equal(Rig.Pattern(4096, 4), await ReadAsync(again, Chunk, 4096));
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public async Task Two_handles_see_each_others_writes_at_once()
    {
        using var one = Open();
        using var two = Reopen();
        await WriteAsync(one, 0, Rig.Pattern(512, 5));
        Assert.Equal(Rig.Pattern(512, 5), await ReadAsync(two, 0, 512));
        await WriteAsync(two, 512, Rig.Pattern(512, 6));
        Assert.Equal(Rig.Pattern(512, 6), await ReadAsync(one, 512, 512));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(Chunks * Chunk, 1)]
    [InlineData(Chunks * Chunk - 1, 2)]
    [InlineData(long.MaxValue, 1)]
    public async Task A_range_outside_the_volume_is_a_broken_invariant(long offset, int length)
    {
        using var volume = Open();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await volume.ReadAsync(offset, new byte[length], default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await volume.WriteAsync(offset, new byte[length], false, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await volume.ZeroAsync(offset, length, default));
    }

    [Fact]
    public async Task A_closed_volume_answers_Lost()
    {
        var volume = Open();
        volume.Dispose();
        Assert.Equal(VolumeStatus.Lost, (await volume.ReadAsync(0, new byte[512], default)).Status);
        Assert.Equal(VolumeStatus.Lost, (await volume.WriteAsync(0, new byte[512], false, default)).Status);
        Assert.Equal(VolumeStatus.Lost, (await volume.WriteAsync(0, new byte[512], true, default)).Status);
        Assert.Equal(VolumeStatus.Lost, (await volume.ZeroAsync(0, 512, default)).Status);
        Assert.Equal(VolumeStatus.Lost, (await volume.FlushAsync(default)).Status);
        Assert.Equal(VolumeStatus.Lost, (await volume.ProbeAsync(default)).Status);
    }

    [Fact]
    public async Task A_cancelled_operation_says_so_and_changes_nothing()
    {
        using var volume = Open();
        var cancelled = new CancellationToken(canceled: true);
        Assert.Equal(VolumeStatus.Cancelled, (await volume.ReadAsync(0, new byte[512], cancelled)).Status);
        Assert.Equal(VolumeStatus.Cancelled, (await volume.WriteAsync(0, Rig.Pattern(512, 1), false, cancelled)).Status);
        Assert.Equal(VolumeStatus.Cancelled, (await volume.ZeroAsync(0, 512, cancelled)).Status);
        Assert.Equal(new byte[512], await ReadAsync(volume, 0, 512));
    }

    [Fact]
    public async Task Many_operations_at_once_do_not_disturb_each_other()
    {
        using var volume = Open();
        var tasks = Enumerable.Range(0, Chunks * 4).Select(async i =>
        {
            var offset = i * (Chunk / 4);
            await WriteAsync(volume, offset, Rig.Pattern(Chunk / 4, i), durable: i % 5 == 0);
            if (i % 3 == 0)
                Assert.True((await volume.FlushAsync(default)).IsOk);
            Assert.Equal(Rig.Pattern(Chunk / 4, i), await ReadAsync(volume, offset, Chunk / 4));
        });
        await Task.WhenAll(tasks);
    }

    [Fact]
    public async Task A_healthy_volume_probes_clean()
    {
        using var volume = Open();
        Assert.Equal(VolumeResult.Ok, await volume.ProbeAsync(default));
    }

    protected static async Task<byte[]> ReadAsync(IPhysicalVolume volume, long offset, int length)
    {
        var bytes = Rig.Pattern(length, -7);
        Assert.Equal(VolumeResult.Ok, await volume.ReadAsync(offset, bytes, default));
        return bytes;
    }

    protected static async Task WriteAsync(IPhysicalVolume volume, long offset, byte[] bytes, bool durable = false) =>
        Assert.Equal(VolumeResult.Ok, await volume.WriteAsync(offset, bytes, durable, default));

    /// <summary>A new volume of <see cref="Chunks"/> chunks of <see cref="Chunk"/> bytes.</summary>
    protected abstract IPhysicalVolume Open();

    /// <summary>A further handle on the volume that <see cref="Open"/> made.</summary>
    protected abstract IPhysicalVolume Reopen();
}

public sealed class MemoryVolumeTests : PhysicalVolumeContract
{
    private readonly MemoryMedium _medium = new(new PvId(Guid.Empty), new PoolId(Guid.Empty), ChunkSize.FromBytes(Chunk), Chunks);

    protected override IPhysicalVolume Open() => new FaultyVolume(_medium);

    protected override IPhysicalVolume Reopen() => new FaultyVolume(_medium);
}

public class FileVolumeTests : PhysicalVolumeContract, IDisposable
{
    private readonly TempFolder _folder = new();

    protected virtual FileVolumeOptions Options => new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override IPhysicalVolume Open() =>
        FilePhysicalVolume
            .Create(_folder.File("a.pv"), new PvId(Guid.NewGuid()), new PoolId(Guid.NewGuid()), Rig.Chunk, Chunks, Options)
            .Require();

    protected override IPhysicalVolume Reopen() =>
        FilePhysicalVolume.Open(_folder.File("a.pv"), VolumeOpenMode.Data, new VolumeExpectation(), Options).Require();
}

public sealed class FileVolumeOnThreadPoolTests : FileVolumeTests
{
    protected override FileVolumeOptions Options => new() { TryPageCacheFirst = false };
}
