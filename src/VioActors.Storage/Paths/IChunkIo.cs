using VioActors.Storage.Values;

namespace VioActors.Storage.Paths;

/// <summary>
/// Bytes of physical chunks, by address. Implemented by one path and by a router over several. Thread-safe. When a task completes, for
/// whatever reason, the buffer is the caller's again and nothing of the operation can reach the medium later.
/// </summary>
public interface IChunkIo
{
    /// <summary>Reads inside one chunk.</summary>
    ValueTask<StorageResult> ReadAsync(ChunkAddress chunk, int withinBytes, Memory<byte> destination, CancellationToken cancellation);

    /// <summary>Writes inside one chunk; with <paramref name="durable"/> the bytes are on stable storage at the answer.</summary>
    ValueTask<StorageResult> WriteAsync(
        ChunkAddress chunk, int withinBytes, ReadOnlyMemory<byte> source, bool durable, CancellationToken cancellation);

    /// <summary>Makes whole chunks read as zero; durable after the next flush.</summary>
    ValueTask<StorageResult> ZeroAsync(ChunkExtent extent, CancellationToken cancellation);

    /// <summary>
    /// Everything answered before, on all volumes, through any VIOS of this host, is on stable storage at the answer. All volumes, since
    /// the client may have written through another VIOS into chunks that this one has not heard of.
    /// </summary>
    ValueTask<StorageResult> FlushAsync(CancellationToken cancellation);
}
