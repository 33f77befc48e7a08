using System.Buffers;
using VioActors.Storage.Paths;
using VioActors.Storage.Values;

namespace VioActors.Storage.Chunks;

/// <summary>
/// Copies chunks, for moving data off a volume or between tiers (STO-2, STO-10). Nothing may write the source meanwhile: its grants are
/// revoked and drained. Interrupted anywhere, it is begun again. Thread-safe.
/// </summary>
/// <param name="io">Reaches both volumes.</param>
/// <param name="chunkSize">The pool's.</param>
public sealed class ChunkCopier(IChunkIo io, ChunkSize chunkSize)
{
    private const int BufferBytes = 1024 * 1024;

    /// <summary>
    /// Copies one whole chunk; the target's bytes are on stable storage at <see cref="StorageResult.Ok"/>. After anything else the target
    /// holds a mixture and must be freed (and so zeroed), not reused.
    /// </summary>
    public async Task<StorageResult> CopyAsync(ChunkAddress from, ChunkAddress to, CancellationToken cancellation = default)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(BufferBytes, chunkSize.Bytes));
        try
        {
            for (var within = 0; within < chunkSize.Bytes; within += BufferBytes)
            {
                cancellation.ThrowIfCancellationRequested();
                var piece = buffer.AsMemory(0, Math.Min(BufferBytes, chunkSize.Bytes - within));
                var read = await io.ReadAsync(from, within, piece, cancellation).ConfigureAwait(false);
                if (read != StorageResult.Ok)
                    return read;
                var written = await io.WriteAsync(to, within, piece, durable: true, cancellation).ConfigureAwait(false);
                if (written != StorageResult.Ok)
                    return written;
            }

            return StorageResult.Ok;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
