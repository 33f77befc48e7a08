using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <summary>Kinds of answer of a map owner.</summary>
public enum ChunkAnswerStatus
{
    /// <summary>The logical chunk has the address given.</summary>
    Mapped,

    /// <summary>
    /// A snapshot has the chunk too (answer to Find only): it may be read at the address given, until the place is withdrawn; a write asks
    /// for a chunk as a first write does.
    /// </summary>
    Shared,

    /// <summary>Still unmapped (answer to Find only): it reads as zero.</summary>
    Unmapped,

    /// <summary>The pool has no chunk left.</summary>
    SpaceExhausted,

    /// <summary>The grant that the question named is no longer valid.</summary>
    Revoked,

    /// <summary>The owner could not decide or persist; may be asked again.</summary>
    NotReady,

    /// <summary>The logical unit was removed.</summary>
    Gone,

    /// <summary>A chunk that a snapshot has too is lost: it cannot be copied before its first write.</summary>
    DataLost,
}

/// <summary>Answer of a map owner. Immutable.</summary>
public readonly record struct ChunkAnswer(ChunkAnswerStatus Status, ChunkAddress Address)
{
    public static ChunkAnswer Mapped(ChunkAddress address) => new(ChunkAnswerStatus.Mapped, address);

    public static ChunkAnswer Shared(ChunkAddress address) => new(ChunkAnswerStatus.Shared, address);

    public static ChunkAnswer Of(ChunkAnswerStatus status) => new(status, ChunkAddress.None);
}

/// <summary>Answer of a map owner on several chunks. Immutable.</summary>
/// <param name="Status">One for all of them.</param>
/// <param name="Addresses">When mapped: in the order asked for. Empty otherwise.</param>
public readonly record struct ChunksAnswer(ChunkAnswerStatus Status, IReadOnlyList<ChunkAddress> Addresses)
{
    public static ChunksAnswer Mapped(IReadOnlyList<ChunkAddress> addresses) => new(ChunkAnswerStatus.Mapped, addresses);

    public static ChunksAnswer Of(ChunkAnswerStatus status) => new(status, []);
}

/// <summary>
/// The one writer of an LU's map, as a VIOS sees it. Its questions are safe to repeat. Implementations are thread-safe, and answer within
/// a limit of their own (<see cref="ChunkAnswerStatus.NotReady"/>) rather than never.
/// </summary>
public interface IChunkMapOwner
{
    /// <summary>Most chunks in one question: 4096.</summary>
    const int AllocationCountMax = 4096;

    /// <summary>
    /// Gives the chunks for first writes: for each the existing one if another VIOS was first, a new one otherwise. New chunks read as zero
    /// in all of their bytes. The answer comes after the allocation is persisted. Without space for all of them, none is mapped.
    /// </summary>
    /// <param name="epoch">Of the asker's grant.</param>
    /// <param name="logicalChunks">1 to <see cref="AllocationCountMax"/>, ascending, each once.</param>
    /// <param name="cancellation">The asker does not wait any more.</param>
    ValueTask<ChunksAnswer> AllocateAsync(GrantEpoch epoch, IReadOnlyList<long> logicalChunks, CancellationToken cancellation);

    /// <summary>Says whether a logical chunk is mapped at a moment between question and answer.</summary>
    ValueTask<ChunkAnswer> FindAsync(GrantEpoch epoch, long logicalChunk, CancellationToken cancellation);

    /// <summary>
    /// PV indexes that bytes of the unit are on at a moment between question and answer; null when the owner does not say. Asked only when
    /// a volume is in trouble.
    /// </summary>
    ValueTask<IReadOnlyCollection<int>?> FindVolumesAsync(CancellationToken cancellation);
}
