using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits;

/// <summary>Stored event of the logical unit aggregate.</summary>
public interface ILuEvent : IEvent;

/// <summary>The pool is asked to admit it.</summary>
public sealed record LuCreationBegun(LuIdentity Identity, DateTimeOffset AtUtc) : ILuEvent;

/// <summary>The pool refused it: there is no such unit.</summary>
public sealed record LuCreationCancelled(string Reason) : ILuEvent;

/// <summary>The pool has it; what the pool gave to a thick one is in <see cref="ReserveAdded"/>.</summary>
public sealed record LuCreated(long ChunkSizeBytes, DateTimeOffset AtUtc) : ILuEvent;

/// <summary>The pool is asked for a new name or size; no other change of that kind begins until it has answered.</summary>
public sealed record LuRevisionBegun(LuRevision Revision) : ILuEvent;

/// <summary>The pool refused it: nothing changed.</summary>
public sealed record LuRevisionRefused(string Reason) : ILuEvent;

public sealed record LuRenamed(LuName Name) : ILuEvent;

public sealed record LuGrown(ByteSize Size) : ILuEvent;

public sealed record LuDeletionBegun(bool Forced, DateTimeOffset AtUtc) : ILuEvent;

public sealed record LuDeleted(DateTimeOffset AtUtc) : ILuEvent;

public sealed record LuBound(LuBinding Binding) : ILuEvent;

public sealed record LuUnbound(VioUuid Vios, AdapterName Adapter) : ILuEvent;

public sealed record GrantAcquired(GrantHolder Holder) : ILuEvent;

public sealed record GrantEnded(VioUuid Vios, string Reason) : ILuEvent;

/// <summary>The pool was asked for chunks; the number makes a repeat after a crash recognisable.</summary>
/// <param name="Upkeep">For what, when it may be of what the pool keeps back; null: to be kept ready.</param>
public sealed record ExtentRequested(long RequestNumber, long Count, Snapshots.LuUpkeep? Upkeep = null) : ILuEvent;

/// <summary>The pool had no chunk to give. No more are asked for in advance until some are given.</summary>
public sealed record ExtentRefused(long RequestNumber) : ILuEvent;

/// <summary>Chunks that the unit owns and has not mapped.</summary>
/// <param name="RequestNumber">0 for the chunks of a thick unit.</param>
public sealed record ReserveAdded(long RequestNumber, ValueList<ChunkRun> Runs) : ILuEvent;

/// <summary>Chunks taken from the reserve into the map.</summary>
public sealed record ChunksMapped(ValueList<MapRun> Runs) : ILuEvent;

public sealed record UseBegun(LuUse Use) : ILuEvent;

public sealed record UseEnded(ClientId Client, VioAdapterId Adapter, VioUuid Vios) : ILuEvent;

/// <summary>Asks the pool to admit the unit; the answer comes back as <see cref="ConcludeAdmission"/>.</summary>
public sealed record AdmitAtPool(PoolName Pool, PoolLu Lu) : IEffect;

/// <summary>Asks the pool for a larger size; the answer comes back as <see cref="ConcludeGrowth"/>.</summary>
public sealed record ResizeAtPool(PoolName Pool, LuUdid Lu, ByteSize Size) : IEffect;

/// <summary>Asks the pool for the name; the answer comes back as <see cref="ConcludeRename"/>.</summary>
public sealed record RenameAtPool(PoolName Pool, LuUdid Lu, LuName Name) : IEffect;

/// <summary>Asks the pool for chunks; they come back as <see cref="AcceptExtent"/>. Repeated until answered.</summary>
/// <param name="OnlyAll">As in <see cref="GrantExtent"/>.</param>
public sealed record FetchExtent(
    PoolName Pool, LuUdid Lu, long RequestNumber, long Count, bool FromReserve = false, bool OnlyAll = false) : IEffect
{
    public GrantExtent ToMessage() => new(Pool, Lu, RequestNumber, Count, FromReserve, OnlyAll);
}

/// <summary>
/// Has <see cref="Snapshots.ReviewGroups"/> come after a while: a thick unit has other chunks ready than it was promised (STO-2).
/// </summary>
public sealed record WatchPromise : IEffect;

/// <summary>Gives everything back to the pool; done is told by <see cref="ConcludeDeletion"/>. Repeated until answered.</summary>
public sealed record ReleaseAtPool(PoolName Pool, LuUdid Lu) : IEffect;

/// <summary>Tells the VIOSes that hold a grant.</summary>
public sealed record TellHolders(ValueList<VioUuid> Vioses, LuChanged Change) : IEffect;

/// <summary>Tells the VIOSes that hold a grant who has the unit open now (STO-7).</summary>
public sealed record TellUse(ValueList<VioUuid> Vioses, LuUseFound Use) : IEffect;

/// <summary>
/// Tells the VIOS aggregates of the mappings that the unit is gone (ID-5); each is confirmed by <see cref="ConcludeForgetting"/>.
/// </summary>
public sealed record TellBindings(LuUdid Lu, ValueList<VioUuid> Vioses) : IEffect;

/// <summary>The logical unit aggregate's whole state.</summary>
/// <param name="Identity">Null until created.</param>
/// <param name="PendingRequestCount">Chunks asked for in the last request and not given yet; 0 for none.</param>
/// <param name="SpaceShort">The last request was refused.</param>
/// <param name="Revision">Under way; null: none.</param>
/// <param name="Origin">Of what it is a clone; null: of nothing.</param>
/// <param name="GivenUp">Volumes that will never come back.</param>
/// <param name="PendingUpkeep">What the last request is for, as long as it is not answered; null: to be kept ready.</param>
public sealed record LuSnapshot(
    LuIdentity? Identity,
    LuStatus Status,
    ValueList<MapRun> Map,
    ValueList<ChunkRun> Reserve,
    long LastRequest,
    long PendingRequestCount,
    bool SpaceShort,
    long LastEpoch,
    ValueList<GrantHolder> Holders,
    ValueList<LuBinding> Bindings,
    ValueList<LuUse> Uses,
    LuScsi Scsi,
    Snapshots.LuHistory History,
    LuRevision? Revision,
    Snapshots.LuOrigin? Origin,
    ValueList<int> GivenUp,
    Snapshots.LuUpkeep? PendingUpkeep) : ISnapshot;
