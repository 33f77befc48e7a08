namespace VioActors.Storage.Paths;

/// <summary>Flushes of several volumes at once. Thread-safe.</summary>
public static class ChunkIoFlushing
{
    /// <summary>Flushes every volume behind it; <see cref="StorageResult.Ok"/> when all of them are flushed.</summary>
    public static ValueTask<StorageResult> FlushAsync(this IChunkIo io, CancellationToken cancellation) =>
        io.FlushAsync(io.PvIndexes, cancellation);

    /// <summary>Flushes some volumes side by side and ends when all have ended; the worst of their results.</summary>
    public static async ValueTask<StorageResult> FlushAsync(
        this IChunkIo io, IEnumerable<int> pvIndexes, CancellationToken cancellation)
    {
        var flushes = pvIndexes.Select(pvIndex => io.FlushAsync(pvIndex, cancellation).AsTask()).ToList();
        return (await Task.WhenAll(flushes).ConfigureAwait(false)).Aggregate(StorageResult.Ok, Worse);
    }

    /// <summary>A failed flush counts more than a lost path, through which it may go well elsewhere: bytes may be gone.</summary>
    internal static StorageResult Worse(StorageResult one, StorageResult other) =>
        one is StorageResult.Ok || (one == StorageResult.PathLost && other != StorageResult.Ok) ? other : one;
}
