using VioActors.Storage.Values;

namespace VioActors.Storage.Volumes;

/// <summary>
/// Stands on a path for a volume of the pool that could not be opened: it is lost until it can be, so that nobody takes it for a volume
/// that does not concern anybody. Thread-safe.
/// </summary>
/// <param name="problem">Why, a sentence for people.</param>
/// <param name="tryAgain">Told of each probe; it does not block and does not throw.</param>
public sealed class AbsentVolume(PvId id, PoolId pool, ChunkSize chunkSize, long chunkCount, string problem, Action tryAgain)
    : IPhysicalVolume
{
    public PvId Id => id;

    public PoolId Pool => pool;

    public ChunkSize ChunkSize => chunkSize;

    public long ChunkCount => chunkCount;

    public ValueTask<VolumeResult> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellation) => Lost();

    public ValueTask<VolumeResult> WriteAsync(
        long offsetBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation) => Lost();

    public ValueTask<VolumeResult> ZeroAsync(long offsetBytes, long lengthBytes, CancellationToken cancellation) => Lost();

    public ValueTask<VolumeResult> FlushAsync(CancellationToken cancellation) => Lost();

    public ValueTask<VolumeResult> ProbeAsync(CancellationToken cancellation)
    {
        tryAgain();
        return Lost();
    }

    public void Dispose()
    {
        // It has nothing open.
    }

    private ValueTask<VolumeResult> Lost() => new(new VolumeResult(VolumeStatus.Lost, problem));
}
