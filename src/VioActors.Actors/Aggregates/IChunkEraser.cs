using VioActors.Domain.Common;
using VioActors.Domain.Pool;

namespace VioActors.Actors.Aggregates;

/// <summary>Zeroes chunks before they are given to somebody else (STO-2). Implementations are thread-safe.</summary>
public interface IChunkEraser
{
    /// <summary>Completes when every chunk of the runs reads as zero, on stable storage. Safe to repeat.</summary>
    /// <exception cref="IOException">A chunk could not be zeroed; it must not be given to anybody.</exception>
    Task EraseAsync(PoolFound pool, ValueList<ChunkRun> runs, CancellationToken cancellation);
}
