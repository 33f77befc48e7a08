using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <summary>A chunk that is being written anew.</summary>
/// <param name="From">Its place, which nobody uses meanwhile.</param>
/// <param name="To">Its place afterwards, which nobody knows yet.</param>
public readonly record struct ChunkMove(long LogicalChunk, ChunkAddress From, ChunkAddress To);

/// <summary>Answer of <see cref="IChunkRewriter.BeginAsync"/>. Immutable.</summary>
/// <param name="Status">
/// <see cref="ChunkAnswerStatus.Mapped"/>: it has begun. <see cref="ChunkAnswerStatus.Unmapped"/>: a chunk is not the unit's own (any
/// more); have it mapped first.
/// </param>
/// <param name="Epoch">Of the grant that it ends with.</param>
/// <param name="Request">Its number.</param>
/// <param name="Moves">Empty unless it has begun.</param>
public sealed record ChunkRewrite(ChunkAnswerStatus Status, GrantEpoch Epoch, long Request, IReadOnlyList<ChunkMove> Moves);

/// <summary>
/// A map owner that lets a VIOS put new content of chunks in the place of the old one in a single step. Implementations are thread-safe.
/// </summary>
public interface IChunkRewriter
{
    /// <summary>
    /// Has the chunks put out of use at every VIOS, this one too, and gives them new places. Who wants them waits until
    /// <see cref="EndAsync"/> or the end of the grant; so whoever has begun also ends. Must not be awaited inside the grant's gate.
    /// </summary>
    /// <param name="logicalChunks">1 or 2, ascending.</param>
    /// <exception cref="OperationCanceledException">The asker does not wait any more; nothing has begun, or it is ended.</exception>
    ValueTask<ChunkRewrite> BeginAsync(GrantEpoch epoch, IReadOnlyList<long> logicalChunks, CancellationToken cancellation);

    /// <summary>Ends it; the new places count from the moment at which the owner has stored that.</summary>
    /// <param name="done">Their bytes are whole and on stable storage; false: the former places stay.</param>
    /// <returns>Whether it ended so now; false: it had ended before, or that is not known.</returns>
    ValueTask<bool> EndAsync(ChunkRewrite rewrite, bool done);
}
