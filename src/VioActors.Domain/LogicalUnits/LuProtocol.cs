using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits;

/// <summary>A command or query for the aggregate of one logical unit.</summary>
public interface ILuMessage : IDomainMessage
{
    LuUdid Lu { get; }
}

/// <summary>
/// Creates the logical unit in its pool (STO-2). Answered with <see cref="LuFound"/> or <see cref="Rejected"/>. A repeat is answered as the
/// first.
/// </summary>
/// <param name="Size">Rounded up to blocks by the caller; at least one chunk is mapped for a non-empty unit.</param>
/// <param name="Thick">All chunks are taken at once.</param>
public sealed record CreateLu(LuUdid Lu, PoolName Pool, LuName Name, ByteSize Size, bool Thick, Tier Tier, LuKind Kind)
    : ICommand, ILuMessage;

/// <summary>The pool's answer to an admission; sent by the LU actor to itself.</summary>
/// <param name="Runs">Every chunk that a thick unit holds.</param>
/// <param name="Refusal">Null when admitted.</param>
public sealed record ConcludeAdmission(LuUdid Lu, long ChunkSizeBytes, ValueList<ChunkRun> Runs, Rejected? Refusal)
    : ICompletion, ILuMessage;

/// <summary>The pool's answer to a growth; sent by the LU actor to itself.</summary>
/// <param name="Runs">Every chunk that a thick unit holds.</param>
/// <param name="Refusal">Null when the pool agreed.</param>
public sealed record ConcludeGrowth(LuUdid Lu, ByteSize Size, ValueList<ChunkRun> Runs, Rejected? Refusal) : ICompletion, ILuMessage;

/// <summary>Changes the name, unique in the pool. Answered with <see cref="Ok"/>.</summary>
public sealed record RenameLu(LuUdid Lu, LuName Name, ObjectVersion? ExpectedVersion) : ICommand, ILuMessage;

/// <summary>The pool's answer to a new name; sent by the LU actor to itself.</summary>
public sealed record ConcludeRename(LuUdid Lu, LuName Name, Rejected? Refusal) : ICompletion, ILuMessage;

/// <summary>Makes it larger while in use. Smaller is refused. Answered with <see cref="LuFound"/>.</summary>
public sealed record GrowLu(LuUdid Lu, ByteSize Size, ObjectVersion? ExpectedVersion) : ICommand, ILuMessage;

/// <summary>
/// Deletes it. Refused while mapped or open, unless forced: then every mapping goes too (ID-5). Answered after the chunks are on their way
/// back.
/// </summary>
public sealed record DeleteLu(LuUdid Lu, bool Forced) : ICommand, ILuMessage;

/// <summary>A VIOS has removed its mappings of the unit that is being deleted; sent by the LU actor to itself.</summary>
public sealed record ConcludeForgetting(LuUdid Lu, VioUuid Vios) : ICompletion, ILuMessage;

/// <summary>The pool took everything back; sent by the LU actor to itself.</summary>
public sealed record ConcludeDeletion(LuUdid Lu) : ICompletion, ILuMessage;

/// <summary>
/// A VIOS maps it to a server adapter. Refused for a second client unless both say shared (ID-5). Answered with <see cref="LuFound"/>.
/// </summary>
public sealed record BindLu(LuUdid Lu, LuBinding Binding) : ICommand, ILuMessage;

/// <summary>The mapping is gone. Safe to repeat.</summary>
public sealed record UnbindLu(LuUdid Lu, VioUuid Vios, AdapterName Adapter) : ICommand, ILuMessage;

/// <summary>
/// A VIOS asks to serve it. Answered with <see cref="LuGranted"/>. A repeat by the same incarnation gives the same epoch and today's map.
/// </summary>
public sealed record AcquireGrant(LuUdid Lu, VioUuid Vios, long Incarnation) : ICommand, ILuMessage;

/// <summary>The VIOS lets go. Safe to repeat.</summary>
public sealed record ReleaseGrant(LuUdid Lu, VioUuid Vios, long Epoch) : ICommand, ILuMessage;

/// <summary>
/// The member was removed or fenced: its grant, its uses, its locks and what was reserved through it end; it is told. Safe to repeat.
/// </summary>
public sealed record EndGrant(LuUdid Lu, VioUuid Vios, string Reason) : ICommand, ILuMessage;

/// <summary>
/// A first write to logical chunks. Answered with <see cref="ChunksAllocated"/> after the map is stored; chunks that are mapped already
/// are answered with their place. <see cref="RejectionCode.SpaceExhausted"/>: nothing was mapped.
/// </summary>
/// <param name="Chunks">1 to 4096 logical chunks.</param>
public sealed record AllocateChunks(LuUdid Lu, VioUuid Vios, long Epoch, ValueList<long> Chunks) : ICommand, ILuMessage;

/// <summary>Chunks from the pool; sent by the LU actor to itself.</summary>
/// <param name="Refusal">Null when given.</param>
public sealed record AcceptExtent(LuUdid Lu, long RequestNumber, ValueList<ChunkRun> Runs, Rejected? Refusal) : ICompletion, ILuMessage;

/// <summary>
/// A client opens it through a VIOS (STO-7). Answered with <see cref="LuOpened"/>; refused when that would be a conflicting exclusive use.
/// </summary>
public sealed record OpenLu(LuUdid Lu, LuUse Use) : ICommand, ILuMessage;

/// <summary>The client closed it, or its nexus is gone. Safe to repeat.</summary>
public sealed record CloseLu(LuUdid Lu, ClientId Client, VioAdapterId Adapter, VioUuid Vios) : ICommand, ILuMessage;

/// <summary>Is a chunk still unmapped? Asked before zeroes are given for it. Answered with <see cref="ChunkFound"/>.</summary>
public sealed record FindChunk(LuUdid Lu, VioUuid Vios, long Epoch, long Chunk) : IQuery, ILuMessage;

/// <summary>The map from a logical chunk on. Answered with <see cref="MapPage"/>.</summary>
public sealed record GetMap(LuUdid Lu, VioUuid Vios, long Epoch, long FromLogical) : IQuery, ILuMessage;

/// <summary>
/// Which volumes have bytes of the unit as it is now, of whatever VIOS; its snapshots' own are left out. Answered with
/// <see cref="LuVolumesFound"/>. A VIOS asks it when a volume is in trouble.
/// </summary>
public sealed record GetLuVolumes(LuUdid Lu) : IQuery, ILuMessage;

/// <summary>Answered with <see cref="LuFound"/> or <see cref="Rejected"/>.</summary>
public sealed record GetLu(LuUdid Lu) : IQuery, ILuMessage;

/// <summary>Who uses it, across the cluster (STO-7). Answered with <see cref="LuUseFound"/>.</summary>
public sealed record GetLuUse(LuUdid Lu) : IQuery, ILuMessage;

/// <summary>What the logical unit is; also the answer when it was created, grown or bound.</summary>
/// <param name="Origin">Of what it is a clone; null: of nothing.</param>
/// <param name="LackingChunks">Chunks that its pool owes a thick unit: without them a write may meet a full pool.</param>
public sealed record LuFound(
    LuIdentity Identity,
    LuStatus Status,
    long MappedChunks,
    long ReservedChunks,
    Snapshots.LuOrigin? Origin = null,
    long LackingChunks = 0) : IReply;

/// <summary>The grant: identity and the map at this moment, as far as one message holds it.</summary>
/// <param name="Map">Ascending by logical chunk.</param>
/// <param name="NextLogical">
/// Where the map goes on, to be read by <see cref="GetMap"/>; null when this is all. A chunk that the VIOS does not find in its copy is
/// asked for by <see cref="FindChunk"/> in any case, so the rest may be left out.
/// </param>
public sealed record LuGranted(LuIdentity Identity, long Epoch, ValueList<MapRun> Map, long? NextLogical) : IReply;

/// <summary>Answer to <see cref="GetMap"/>.</summary>
/// <param name="NextLogical">Where the map goes on; null at its end.</param>
public sealed record MapPage(LuUdid Lu, ValueList<MapRun> Map, long? NextLogical) : IReply;

/// <summary>Answer to <see cref="AllocateChunks"/>: the places of the chunks asked for.</summary>
/// <param name="Map">Ascending by logical chunk.</param>
public sealed record ChunksAllocated(LuUdid Lu, ValueList<MapRun> Map) : IReply;

/// <summary>Answer to <see cref="FindChunk"/>.</summary>
/// <param name="Place">Null: not mapped, reads as zeroes.</param>
public sealed record ChunkFound(LuUdid Lu, long Chunk, ChunkPlace? Place) : IReply;

/// <summary>Answer to <see cref="FindChunk"/>: the chunk may be read there; before it is written it gets another place.</summary>
public sealed record SharedChunkFound(LuUdid Lu, long Chunk, ChunkPlace Place) : IReply;

/// <summary>Answer to <see cref="GetLuVolumes"/>.</summary>
/// <param name="Pvs">Indexes in the pool, ascending.</param>
public sealed record LuVolumesFound(LuUdid Lu, ValueList<int> Pvs) : IReply;

/// <summary>Answer to <see cref="OpenLu"/>: who else has it open; the client is told (STO-7).</summary>
public sealed record LuOpened(LuUdid Lu, ValueList<LuUse> Others) : IReply;

/// <summary>Answer to <see cref="GetLuUse"/>.</summary>
public sealed record LuUseFound(LuUdid Lu, ValueList<LuBinding> Bindings, ValueList<GrantHolder> Holders, ValueList<LuUse> Uses) : IReply;

/// <summary>Sent to the VIOSes that hold a grant: size or name changed, read it again; or it is being deleted, let go.</summary>
public sealed record LuChanged(LuIdentity Identity, LuStatus Status) : IDomainMessage;
