using VioActors.Storage.Values;

namespace VioActors.Storage.Access;

/// <summary>Fixed properties of an <see cref="LuAccess"/>. Immutable.</summary>
public sealed record LuAccessOptions
{
    /// <summary>The pool's.</summary>
    public ChunkSize ChunkSize { get; init; } = ChunkSize.Default;

    /// <summary>
    /// How long an I/O that finds the grant revoked waits for the next grant before <see cref="StorageResult.NotReady"/>. Zero: it does not
    /// wait and is answered <see cref="StorageResult.Revoked"/>. Too low: clients see "becoming ready" at each snapshot; too high: their
    /// own timers expire first. Default 20 s, below the usual 30 s of initiators.
    /// </summary>
    public TimeSpan GrantWaitLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// I/Os that may wait for a grant at once; the next one is answered <see cref="StorageResult.NotReady"/>. Default 1024.
    /// </summary>
    public int WaitingCountMax { get; init; } = 1024;

    /// <summary>
    /// How long one question to the map owner may take before <see cref="StorageResult.NotReady"/>. Default 20 s.
    /// </summary>
    public TimeSpan OwnerAnswerLimit { get; init; } = TimeSpan.FromSeconds(20);
}
