using VioActors.Storage.Devices;
using VioActors.Storage.Paths;
using VioActors.Storage.Tests.Faults;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Tests.Volumes;

/// <summary>A process that others may have given up leaves the medium alone, whatever it had begun.</summary>
[Trait("Req", "STO-6")]
public sealed class FencedVolumeTests : IDisposable
{
    private static readonly PoolId Pool = new(new Guid(9, 0, 0, new byte[8]));
    private readonly TempFolder _folder = new();
    private readonly byte[] _old = Filled(0x11);
    private readonly byte[] _new = Filled(0x22);
    private bool _mayAct = true;
    private int _questions;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_file_takes_no_write_and_gives_no_read_that_may_be_old(bool durable, bool cacheFirst)
    {
        using var volume = Open(cacheFirst);
        Assert.True((await volume.WriteAsync(4096, _old, durable, default)).IsOk);
        _mayAct = false;

        Assert.Equal(VolumeStatus.Fenced, (await volume.WriteAsync(4096, _new, durable, default)).Status);
        Assert.Equal(VolumeStatus.Fenced, (await volume.ZeroAsync(0, 64 * 1024, default)).Status);
        Assert.Equal(VolumeStatus.Fenced, (await volume.ReadAsync(4096, new byte[4096], default)).Status);

        _mayAct = true;
        var read = new byte[4096];
        Assert.True((await volume.ReadAsync(4096, read, default)).IsOk);
        Assert.Equal(_old, read);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_asks_where_it_makes_the_call(bool durable)
    {
        var path = _folder.File("device");
        await File.WriteAllBytesAsync(path, new byte[1 << 20]);
        using var device = BlockDevice.Open(path, () => Interlocked.Increment(ref _questions) > 0 && Volatile.Read(ref _mayAct));
        Assert.True((await device.WriteAsync(4096, _old, durable, default)).IsOk);
        _mayAct = false;
        Assert.Equal(VolumeStatus.Fenced, (await device.WriteAsync(4096, _new, durable, default)).Status);
        Assert.Equal(VolumeStatus.Fenced, (await device.WriteAsync(100, _new.AsMemory(0, 10), durable, default)).Status);
        Assert.Equal(VolumeStatus.Fenced, (await device.ZeroAsync(4096, 4096, default)).Status);
        Assert.Equal(VolumeStatus.Fenced, (await device.ReadAsync(4096, new byte[4096], default)).Status);
        Assert.True(_questions >= 5);
        Assert.Equal(_old, (await File.ReadAllBytesAsync(path)).AsSpan(4096, 4096).ToArray());
    }

    [Fact]
    public async Task A_path_waits_for_a_process_that_was_only_slow_and_gives_up_on_one_that_is_gone()
    {
        var time = new ManualTime();
        using var volume = Open(cacheFirst: true);
        using var path = new StoragePath(
            "p", new Dictionary<int, IPhysicalVolume> { [0] = volume }, new RecordingObserver(), time);
        _mayAct = false;
        var chunk = new ChunkAddress(0, 1);
        var slow = path.WriteAsync(chunk, 0, _new, false, default).AsTask();
        await AdvanceAsync(time, () => slow.IsCompleted, 3);
        Assert.False(slow.IsCompleted);
        _mayAct = true;
        await AdvanceAsync(time, () => slow.IsCompleted, 1000);
        Assert.Equal(StorageResult.Ok, await slow);

        _mayAct = false;
        var gone = path.WriteAsync(chunk, 0, _old, false, default).AsTask();
        await AdvanceAsync(time, () => gone.IsCompleted, 10_000);
        Assert.Equal(StorageResult.NotReady, await gone);
        Assert.Equal(PathState.Up, path.State);
        _mayAct = true;
        var read = new byte[4096];
        Assert.Equal(StorageResult.Ok, await path.ReadAsync(chunk, 0, read, default));
        Assert.Equal(_new, read);
    }

    private static async Task AdvanceAsync(ManualTime time, Func<bool> reached, int stepsMax)
    {
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var step = 0; step < stepsMax && !reached(); step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await polls.WaitForNextTickAsync();
        }
    }

    private static byte[] Filled(byte value)
    {
        var bytes = new byte[4096];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private FilePhysicalVolume Open(bool cacheFirst)
    {
        var path = _folder.File("volume");
        FilePhysicalVolume.Create(path, new PvId(new Guid(1, 0, 0, new byte[8])), Pool, ChunkSize.FromBytes(64 * 1024), 16)
            .Require().Dispose();
        var options = new FileVolumeOptions { TryPageCacheFirst = cacheFirst, MayAct = () => Volatile.Read(ref _mayAct) };
        return FilePhysicalVolume.Open(path, VolumeOpenMode.Data, new VolumeExpectation(null, Pool), options).Require();
    }
}
