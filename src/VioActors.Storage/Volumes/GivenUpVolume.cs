using VioActors.Storage.Values;

namespace VioActors.Storage.Volumes;

/// <summary>
/// Stands on a path for a volume that will never come back: it answers at once, and every chunk of it is lost. There is nothing to flush,
/// and nothing to wait for. Thread-safe.
/// </summary>
public sealed class GivenUpVolume(PvId id, PoolId pool, ChunkSize chunkSize, long chunkCount) : IPhysicalVolume
{
    private const string Detail = "The volume was given up.";

    public PvId Id => id;

    public PoolId Pool => pool;

    public ChunkSize ChunkSize => chunkSize;

    public long ChunkCount => chunkCount;

    public ValueTask<VolumeResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation) => Lost();

    public ValueTask<VolumeResult> WriteAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) => Lost();

    public ValueTask<VolumeResult> ZeroAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation) => Lost();

    public ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation) => VolumeResult.OkTask;

    public ValueTask<VolumeResult> ProbeAsync(CancellationToken cancellation) => VolumeResult.OkTask;

    public void Dispose()
    {
        // It has nothing open.
    }

    private static ValueTask<VolumeResult> Lost() => new(new VolumeResult(VolumeStatus.GivenUp, Detail));
}
