using VioActors.Domain.Common;
using VioActors.Domain.Pool;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// What a pool has done to its volumes: chunks zeroed before they are given to somebody else (STO-2), chunks copied (STO-3, STO-10),
/// headers written. Implementations are thread-safe.
/// </summary>
public interface IChunkEraser
{
    /// <summary>Completes when every chunk of the runs reads as zero, on stable storage. Safe to repeat.</summary>
    /// <exception cref="IOException">A chunk could not be zeroed; it must not be given to anybody.</exception>
    Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation);

    /// <summary>
    /// Completes when the bytes are at the new places too, on stable storage, and nothing is under way any more. Safe to repeat as long as
    /// nobody uses the new places; a repeat begins after the one before it has ended. Without volumes in reach: refused.
    /// </summary>
    /// <exception cref="IOException">A chunk could not be copied; the new places hold anything.</exception>
    Task CopyAsync(PoolFound pool, ValueList<ChunkTransfer> transfers, CancellationToken cancellation) =>
        Task.FromException(new IOException("This node does not reach the pool's volumes."));

    /// <summary>Writes a volume's state in the pool into its header. Gives the header's generation after it; 0: nothing
    /// was written.</summary>
    /// <exception cref="IOException">The header could not be written.</exception>
    Task<long> RecordAsync(PoolFound pool, PoolPv pv, CancellationToken cancellation) => Task.FromResult(0L);
}
