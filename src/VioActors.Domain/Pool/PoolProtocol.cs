using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Pool;

/// <summary>A command or query for the aggregate of one pool.</summary>
public interface IPoolMessage : IDomainMessage
{
    PoolName Pool { get; }
}

/// <summary>Stored event of the pool aggregate.</summary>
public interface IPoolEvent : IEvent;

/// <summary>Builds a pool of physical volumes (STO-1).</summary>
/// <param name="ChunkSizeBytes">A power of two from 64 KiB to 64 MiB, fixed for the pool's life.</param>
/// <param name="Limits">Null for none.</param>
public sealed record CreatePool(
    PoolName Pool, long ChunkSizeBytes, ValueList<PvDefinition> Pvs, PoolThresholds Thresholds, PoolLimits? Limits = null)
    : ICommand, IPoolMessage;

/// <summary>Adds a physical volume in use (STO-10).</summary>
public sealed record AddPv(PoolName Pool, PvDefinition Pv) : ICommand, IPoolMessage;

/// <summary>
/// Begins to take a volume out: it gives no more chunks, and the pool moves its data away by itself, whatever is cut off meanwhile. Refused
/// for the last volume of a tier (STO-10). Safe to repeat.
/// </summary>
/// <param name="ThenRemove">It is taken out as soon as nothing is left on it.</param>
public sealed record DrainPv(PoolName Pool, PvName Pv, bool ThenRemove = false) : ICommand, IPoolMessage;

/// <summary>
/// A volume that is being emptied stays: it gives chunks again, and what was moved away stays where it is. Of a replacement the new volume
/// stays, too. Safe to repeat.
/// </summary>
public sealed record CancelDrain(PoolName Pool, PvName Pv) : ICommand, IPoolMessage;

/// <summary>Takes out a volume on which no chunk is in use any more.</summary>
public sealed record RemovePv(PoolName Pool, PvName Pv) : ICommand, IPoolMessage;

/// <summary>Sets when the pool warns (STO-9).</summary>
public sealed record SetThresholds(PoolName Pool, PoolThresholds Thresholds) : ICommand, IPoolMessage;

/// <summary>
/// A new logical unit asks to be carved from the pool: its name is taken, a thick one gets all its chunks. Answered with
/// <see cref="LuAdmitted"/>. A repeat is answered as the first.
/// </summary>
public sealed record AdmitLu(PoolName Pool, PoolLu Lu) : ICommand, IPoolMessage;

/// <summary>A logical unit changes its name (unique in the pool). Answered with <see cref="Ok"/>.</summary>
public sealed record RenamePoolLu(PoolName Pool, LuUdid Lu, LuName Name) : ICommand, IPoolMessage;

/// <summary>A logical unit grows. Answered with <see cref="LuAdmitted"/>; a thick one gets the chunks that it lacks.</summary>
public sealed record ResizePoolLu(PoolName Pool, LuUdid Lu, ByteSize Size) : ICommand, IPoolMessage;

/// <summary>
/// A logical unit asks for chunks. Answered with <see cref="ExtentGranted"/>, or <see cref="Rejected"/> with
/// <see cref="RejectionCode.SpaceExhausted"/>. Fewer chunks than asked for may be given, at least one.
/// </summary>
/// <param name="RequestNumber">Grows with each request of the logical unit; a repeat of the last is answered with the same chunks.</param>
/// <param name="Count">1 to 65536; any number with <paramref name="OnlyAll"/>.</param>
/// <param name="FromReserve">Also of what the pool keeps back: for chunks that only change their places (STO-9).</param>
/// <param name="OnlyAll">
/// Nothing is given while the pool has not so many: they are worth nothing one by one. When it has, 65536 of them are given at most,
/// and the rest is asked for next.
/// </param>
public sealed record GrantExtent(
    PoolName Pool, LuUdid Lu, long RequestNumber, long Count, bool FromReserve = false, bool OnlyAll = false)
    : ICommand, IPoolMessage;

/// <summary>
/// A logical unit gives chunks back that it no longer maps. They are erased before anyone gets them (STO-2). Safe to repeat.
/// </summary>
public sealed record ReturnChunks(PoolName Pool, LuUdid Lu, ValueList<ChunkRun> Runs) : ICommand, IPoolMessage;

/// <summary>
/// A unit gets chunks that another one holds: a clone's. Both hold them from then on, and they come free when both gave them back (STO-3).
/// Answered with <see cref="Ok"/>. Safe to repeat while neither gives chunks back.
/// </summary>
public sealed record ShareChunks(PoolName Pool, LuUdid Lu, LuUdid From, ValueList<ChunkRun> Runs) : ICommand, IPoolMessage;

/// <summary>The logical unit was deleted: its name is free and all its chunks come back. Safe to repeat.</summary>
public sealed record ReleaseLu(PoolName Pool, LuUdid Lu) : ICommand, IPoolMessage;

/// <summary>Chunks were zeroed and flushed; sent by the pool actor to itself.</summary>
public sealed record ConcludeErase(PoolName Pool, ValueList<ChunkRun> Runs) : ICompletion, IPoolMessage;

/// <summary>All chunks of a logical unit, for its recovery. Answered with <see cref="LuExtentsFound"/>.</summary>
public sealed record GetLuExtents(PoolName Pool, LuUdid Lu) : IQuery, IPoolMessage;

/// <summary>Answered with <see cref="PoolFound"/> or <see cref="Rejected"/>.</summary>
public sealed record GetPool(PoolName Pool) : IQuery, IPoolMessage;

/// <summary>Answer to <see cref="AdmitLu"/> and <see cref="ResizePoolLu"/>.</summary>
/// <param name="Runs">Every chunk that a thick logical unit holds, so that a repeat is the same; empty for a thin one.</param>
public sealed record LuAdmitted(LuUdid Lu, long ChunkSizeBytes, ValueList<ChunkRun> Runs) : IReply;

/// <summary>Answer to <see cref="GrantExtent"/>.</summary>
public sealed record ExtentGranted(LuUdid Lu, long RequestNumber, ValueList<ChunkRun> Runs) : IReply;

/// <summary>Answer to <see cref="GetLuExtents"/>: runs in ascending order.</summary>
/// <param name="Shared">Those of them that other units hold too.</param>
public sealed record LuExtentsFound(LuUdid Lu, ValueList<ChunkRun> Runs, ValueList<ChunkRun> Shared) : IReply;

/// <summary>Answer to <see cref="GetPool"/>.</summary>
/// <param name="Views">Of the VIOSes that do not reach every volume: the others would be most of the answer in a large cluster.</param>
public sealed record PoolFound(
    PoolName Pool,
    PoolCapacity Capacity,
    ValueList<PoolPv> Pvs,
    ValueList<PoolLu> Lus,
    PoolThresholds Thresholds,
    PoolLimits Limits,
    ValueList<PvFigures> Volumes,
    ValueList<DiskGroupAccess> Access,
    ValueList<PvView> Views) : IReply;

public sealed record PoolCreated(PoolName Pool, long ChunkSizeBytes, PoolThresholds Thresholds, DateTimeOffset AtUtc) : IPoolEvent;

public sealed record PvAdded(int Index, PvDefinition Pv) : IPoolEvent;

/// <param name="ThenRemoved">It is taken out as soon as nothing is left on it.</param>
public sealed record PvDraining(int Index, bool ThenRemoved = false) : IPoolEvent;

/// <summary>It is in use as before.</summary>
public sealed record PvDrainCancelled(int Index) : IPoolEvent;

public sealed record PvRemoved(int Index) : IPoolEvent;

public sealed record ThresholdsSet(PoolThresholds Thresholds) : IPoolEvent;

public sealed record LuEntered(PoolLu Lu) : IPoolEvent;

public sealed record LuRenamedInPool(LuUdid Lu, LuName Name) : IPoolEvent;

public sealed record LuResizedInPool(LuUdid Lu, ByteSize Size) : IPoolEvent;

/// <param name="RequestNumber">0 for the chunks of a thick logical unit.</param>
public sealed record ChunksGranted(LuUdid Lu, long RequestNumber, ValueList<ChunkRun> Runs) : IPoolEvent;

/// <summary>A unit holds chunks that another one holds too.</summary>
public sealed record ChunksShared(LuUdid Lu, LuUdid From, ValueList<ChunkRun> Runs) : IPoolEvent;

/// <summary>Chunks came back; those that no other unit holds are to be erased.</summary>
public sealed record ChunksReturned(LuUdid Lu, ValueList<ChunkRun> Runs) : IPoolEvent;

public sealed record LuLeft(LuUdid Lu) : IPoolEvent;

public sealed record ChunksErased(ValueList<ChunkRun> Runs) : IPoolEvent;

public sealed record PoolAlertChanged(PoolAlertLevel Level, int UsedPercent, DateTimeOffset AtUtc) : IPoolEvent;

/// <summary>Zero and flush the chunks through the eraser; done is told by <see cref="ConcludeErase"/>.</summary>
public sealed record EraseChunks(ValueList<ChunkRun> Runs) : IEffect;

/// <summary>Tells operators that the pool's alert level changed (STO-9).</summary>
public sealed record AnnouncePoolAlert(PoolName Pool, PoolAlertLevel Level, int UsedPercent) : IEffect;

/// <summary>Told to operators when the alert level of a pool changed (STO-9).</summary>
public sealed record PoolAlertRaised(PoolName Pool, PoolAlertLevel Level, int UsedPercent) : IDomainMessage;

/// <summary>What a logical unit holds of the pool.</summary>
/// <param name="LastRequest">Number of its last request for chunks.</param>
/// <param name="LastRuns">What that request was given.</param>
public sealed record PoolLuShare(PoolLu Lu, ValueList<ChunkRun> Runs, long LastRequest, ValueList<ChunkRun> LastRuns);

/// <summary>The pool aggregate's whole state. What is neither held nor freeing is free.</summary>
/// <param name="Pool">Null until created.</param>
public sealed record PoolSnapshot(
    PoolName? Pool,
    long ChunkSizeBytes,
    PoolThresholds Thresholds,
    ValueList<PoolPv> Pvs,
    ValueList<PoolLuShare> Lus,
    ValueList<ChunkRun> Freeing,
    PoolAlertLevel Alert,
    PoolLimits Limits,
    ValueList<PvGenerationNoted> Generations,
    ValueList<DiskGroupAccess> Access,
    bool OverCommitAlert,
    ValueList<PvView> Views) : ISnapshot;
