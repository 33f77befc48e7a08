using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi.Backend;
using VioActors.Storage;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>
/// A disk on one path to one volume, of which every call hangs in its thread, as in the kernel, until it is let go: then it reads.
/// Thread-safe.
/// </summary>
internal sealed class HangingDisk : IBlockBackend, IPhysicalVolume, IStoragePathObserver
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _callCount;
    private int _returnCount;

    public HangingDisk() =>
        Path = new StoragePath("test", new Dictionary<int, IPhysicalVolume> { [0] = this }, this, TimeProvider.System);

    public StoragePath Path { get; }

    /// <summary>Completes when a call hangs.</summary>
    public Task Hangs => _hangs.Task.WaitAsync(TestLimits.Answer);

    public int CallCount => Volatile.Read(ref _callCount);

    public int ReturnCount => Volatile.Read(ref _returnCount);

    public PvId Id { get; } = new(new Guid(1, 0, 0, new byte[8]));

    public PoolId Pool { get; } = new(new Guid(2, 0, 0, new byte[8]));

    public ChunkSize ChunkSize => ChunkSize.Default;

    public long ChunkCount => 1;

    public int BlockSizeBytes => 512;

    public long BlockCount => 8;

    public bool IsThin => false;

    public bool IsReadOnly => false;

    public int OptimalGranularityBlocks => 8;

    public void LetGo() => _gate.Set();

    async ValueTask<BackendResult> IBlockBackend.ReadAsync(long lba, Memory<byte> destination, CancellationToken cancellation) =>
        await Path.ReadAsync(new ChunkAddress(0, 0), (int)lba * BlockSizeBytes, destination, cancellation) switch
        {
            StorageResult.Ok => BackendResult.Ok,
            StorageResult.PathLost => BackendResult.PathLost,
            _ => BackendResult.MediumReadError,
        };

    ValueTask<VolumeResult> IPhysicalVolume.ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _callCount);
        _hangs.TrySetResult();
        _gate.Wait(CancellationToken.None);
        destination.Span.Fill(7);
        Interlocked.Increment(ref _returnCount);
        return VolumeResult.OkTask;
    }

    public ValueTask<BackendResult> WriteAsync(
        long lba, ReadOnlyMemory<byte> source, bool forceUnitAccess, CancellationToken cancellation) => new(BackendResult.MediumWriteError);

    ValueTask<VolumeResult> IPhysicalVolume.WriteAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) => VolumeResult.OkTask;

    ValueTask<BackendResult> IBlockBackend.FlushAsync(CancellationToken cancellation) => new(BackendResult.Ok);

    ValueTask<VolumeResult> IPhysicalVolume.FlushAsync(CancellationToken cancellation) => VolumeResult.OkTask;

    public ValueTask<VolumeResult> ZeroAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation) => VolumeResult.OkTask;

    public ValueTask<VolumeResult> ProbeAsync(CancellationToken cancellation) => VolumeResult.OkTask;

    public void Dispose()
    {
        // It has nothing open.
    }

    void IStoragePathObserver.OnTransition(StoragePath path, PathTransition transition)
    {
    }

    void IStoragePathObserver.OnVolumeTransition(StoragePath path, int pvIndex, PathTransition transition)
    {
    }

    void IStoragePathObserver.OnVolumesChanged(StoragePath path)
    {
    }

    void IStoragePathObserver.OnIoFailure(StoragePath path, PathIoFailure failure)
    {
    }
}
