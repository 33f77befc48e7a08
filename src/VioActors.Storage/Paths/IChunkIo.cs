using VioActors.Storage.Values;

namespace VioActors.Storage.Paths;

/// <summary>
/// Bytes of physical chunks, by address. Implemented by one path and by a router over several. Thread-safe. When a task completes, for
/// whatever reason, the buffer is the caller's again and nothing of the operation can reach the medium later.
/// </summary>
public interface IChunkIo
{
    /// <summary>PV indexes of the volumes behind it, up or not.</summary>
    IReadOnlyCollection<int> PvIndexes { get; }

    /// <summary>Whether I/O to a volume runs here now; false also for one that is not behind it.</summary>
    bool IsUp(int pvIndex);

    /// <summary>Whether a volume was given up, so that its chunks are lost.</summary>
    bool IsGivenUp(int pvIndex) => false;

    /// <summary>Reads inside one chunk.</summary>
    ValueTask<StorageResult> ReadAsync(ChunkAddress chunk, int withinBytes, Memory<byte> destination, CancellationToken cancellation);

    /// <summary>Writes inside one chunk; with <paramref name="durable"/> the bytes are on stable storage at the answer.</summary>
    ValueTask<StorageResult> WriteAsync(
        ChunkAddress chunk, int withinBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation);

    /// <summary>Makes whole chunks read as zero; durable after the next flush of their volume.</summary>
    ValueTask<StorageResult> ZeroAsync(ChunkExtent extent, CancellationToken cancellation);

    /// <summary>Everything answered before on this volume, through any VIOS of this host, is on stable storage at the answer.</summary>
    ValueTask<StorageResult> FlushAsync(int pvIndex, CancellationToken cancellation);
}
