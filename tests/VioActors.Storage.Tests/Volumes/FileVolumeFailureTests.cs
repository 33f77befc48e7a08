using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Volumes;

/// <summary>A volume whose file fails while it is open.</summary>
[Trait("Req", "STO-10")]
public sealed class FileVolumeFailureTests : IDisposable
{
    private const int Chunks = 4;
    private static readonly ChunkSize Chunk = ChunkSize.FromBytes(ChunkSize.MinBytes);
    private readonly TempFolder _folder = new();
    private readonly FilePhysicalVolume _volume;

    public FileVolumeFailureTests() =>
        _volume = FilePhysicalVolume.Create(Path, new PvId(Guid.NewGuid()), new PoolId(Guid.NewGuid()), Chunk, Chunks).Require();

    private string Path => _folder.File("a.pv");

    public void Dispose()
    {
        _volume.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_deleted_file_is_lost_at_the_next_promise_of_durability()
    {
        File.Delete(Path);
        AssertLost(await _volume.FlushAsync(default), "deleted or replaced");
        AssertLost(await _volume.WriteAsync(0, new byte[512], true, default), "deleted or replaced");
        AssertLost(await _volume.ProbeAsync(default), "deleted or replaced");
    }

    [Fact]
    public async Task A_replaced_file_is_lost_although_the_path_exists()
    {
        File.Copy(Path, _folder.File("b"));
        File.Move(_folder.File("b"), Path, overwrite: true);
        AssertLost(await _volume.FlushAsync(default), "deleted or replaced");
    }

    [Fact]
    public async Task A_truncated_file_is_lost_at_reads_flushes_and_probes()
    {
        await _volume.WriteAsync(0, new byte[Chunk.Bytes], false, default);
        Shorten(VolumeHeader.AreaBytes + Chunk.Bytes + 100);
        Assert.Equal(VolumeResult.Ok, await _volume.ReadAsync(0, new byte[512], default));
        AssertLost(await _volume.ReadAsync(Chunk.Bytes, new byte[512], default), "truncated");
        AssertLost(await _volume.FlushAsync(default), "truncated");
        AssertLost(await _volume.ProbeAsync(default), "truncated");
    }

    [Fact]
    public async Task Another_header_in_the_open_file_is_noticed_by_the_probe()
    {
        var other = VolumeHeaderCodec.Encode(_volume.Header with { Id = new PvId(Guid.NewGuid()), Generation = 9 });
        using (var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            RandomAccess.Write(file, other, 0);
        AssertLost(await _volume.ProbeAsync(default), "now names volume");
    }

    [Fact]
    public async Task Flushes_asked_for_at_once_are_all_answered()
    {
        var flushes = Enumerable.Range(0, 50).Select(i => i % 2 == 0
            ? _volume.FlushAsync(default).AsTask()
            : WriteAndFlushAsync(i)).ToList();
        Assert.All(await Task.WhenAll(flushes), result => Assert.Equal(VolumeResult.Ok, result));
    }

    private async Task<VolumeResult> WriteAndFlushAsync(int i)
    {
        await _volume.WriteAsync(i * 512, Rig.Pattern(512, i), false, default);
        return await _volume.FlushAsync(default);
    }

    private static void AssertLost(VolumeResult result, string why)
    {
        Assert.Equal(VolumeStatus.Lost, result.Status);
        Assert.Contains(why, result.Detail);
    }

    private void Shorten(long length)
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.SetLength(file, length);
    }
}
