using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Pool;

/// <summary>What the pool keeps back and when it warns of promises (STO-9).</summary>
/// <param name="OverCommitWarningPercent">Sum of the sizes of all units against the pool's; an alert from there on. 0: none.</param>
/// <param name="ReservePercent">
/// Of each tier, 0 to 50: given to no unit for what clients write, so that work which puts chunks at other places goes on in a full pool.
/// </param>
/// <param name="ReserveChunksMax">More than that is not kept back of a tier, whatever the percentage; 0 for no limit.</param>
public sealed record PoolLimits(int OverCommitWarningPercent, int ReservePercent, long ReserveChunksMax = 0)
{
    public static PoolLimits None { get; } = new(0, 0);

    /// <summary>Of a new pool: one percent, at most 32 steps of a unit that moves its chunks.</summary>
    public static PoolLimits Default { get; } = new(0, 1, 1024);
}

/// <summary>Who may use the volumes of a disk group (STO-1).</summary>
/// <param name="Cecs">Any VIOS of these; empty together with <paramref name="Vioses"/>: everybody.</param>
/// <param name="Vioses">These, wherever they run.</param>
public sealed record DiskGroupAccess(DiskGroupName DiskGroup, ValueList<CecId> Cecs, ValueList<VioUuid> Vioses)
{
    public bool Allows(CecId cec, VioUuid vios) =>
        (Cecs.Count == 0 && Vioses.Count == 0) || Cecs.Contains(cec) || Vioses.Contains(vios);
}

/// <summary>Figures of a volume in its pool.</summary>
/// <param name="UsedChunks">Held by units, or being erased.</param>
/// <param name="Generation">Lowest header generation that is not an old copy.</param>
/// <param name="Obstacle">What keeps a volume from being emptied that is to be: which unit, and why; null: nothing is known.</param>
public sealed record PvFigures(int Index, long UsedChunks, long Generation, string? Obstacle = null);

/// <summary>A chunk whose bytes are to be at another place too.</summary>
public readonly record struct ChunkTransfer(ChunkRun From, ChunkRun To);

/// <summary>
/// Puts another volume in a volume's place: it is added, the other one's data is moved, and the other one is taken out (STO-10). Safe to
/// repeat.
/// </summary>
public sealed record ReplacePv(PoolName Pool, PvName Pv, PvDefinition With) : ICommand, IPoolMessage;

/// <summary>A volume's header was written with this generation; lower ones are old copies. Safe to repeat.</summary>
public sealed record NotePvGeneration(PoolName Pool, PvName Pv, long Generation) : ICompletion, IPoolMessage;

/// <summary>Sets what the pool keeps back, and when it warns of over-commitment (STO-9).</summary>
public sealed record SetPoolLimits(PoolName Pool, PoolLimits Limits) : ICommand, IPoolMessage;

/// <summary>Sets who may use the volumes of a disk group (STO-1).</summary>
public sealed record SetDiskGroupAccess(PoolName Pool, DiskGroupAccess Access) : ICommand, IPoolMessage;

/// <summary>
/// A unit has chunks copied whose former places nobody writes to. Answered with <see cref="ChunksTransferred"/> when the bytes are on
/// stable storage. A repeat while it runs waits for the same end.
/// </summary>
/// <param name="Version">Names the copies of this unit.</param>
public sealed record TransferChunks(PoolName Pool, LuUdid Lu, long Version, ValueList<ChunkTransfer> Transfers) : ICommand, IPoolMessage;

/// <summary>Copies have ended; sent by the pool actor to itself.</summary>
public sealed record ConcludeTransfer(PoolName Pool, LuUdid Lu, long Version, Rejected? Refusal) : ICompletion, IPoolMessage;

/// <summary>Answer to <see cref="TransferChunks"/>.</summary>
public sealed record ChunksTransferred(LuUdid Lu, long Version) : IReply;

public sealed record PvGenerationNoted(int Index, long Generation) : IPoolEvent;

public sealed record PoolLimitsSet(PoolLimits Limits) : IPoolEvent;

public sealed record DiskGroupAccessSet(DiskGroupAccess Access) : IPoolEvent;

/// <param name="Raised">False: it ended.</param>
/// <param name="Percent">Sum of the sizes of all units against the pool's.</param>
public sealed record OverCommitAlertChanged(bool Raised, long Percent, DateTimeOffset AtUtc) : IPoolEvent;

/// <summary>Tells operators that the pool promises more than was set, or does no more (STO-9).</summary>
public sealed record AnnounceOverCommit(PoolName Pool, bool Raised, long Percent) : IEffect;

/// <summary>Told to operators once at each crossing (STO-9).</summary>
public sealed record PoolOverCommitted(PoolName Pool, bool Raised, long Percent) : IDomainMessage;

/// <summary>Copy the chunks, durably; done is told by <see cref="ConcludeTransfer"/>.</summary>
public sealed record CopyChunks(LuUdid Lu, long Version, ValueList<ChunkTransfer> Transfers) : IEffect;

/// <summary>Tells the VIOSes that the pool has other volumes than before, or other users of them.</summary>
public sealed record AnnounceVolumes(PoolName Pool) : IEffect;

/// <summary>Told to the VIOSes: the pool has other volumes; read it again (STO-10).</summary>
public sealed record PoolVolumesChanged(PoolName Pool) : IDomainMessage;

/// <summary>Have the units move what they have on volumes that are to be emptied, until nothing is left there (STO-10).</summary>
public sealed record MoveOffVolumes : IEffect
{
    public static MoveOffVolumes Instance { get; } = new();
}

/// <summary>Write a volume's state into its header; the generation is told by <see cref="NotePvGeneration"/>.</summary>
public sealed record RecordPv(int Index) : IEffect;
