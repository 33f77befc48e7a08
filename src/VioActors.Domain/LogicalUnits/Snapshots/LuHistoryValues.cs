using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>A chunk that gets a new place with the same bytes: before the first write to one that a snapshot has too, or to free a
/// volume.</summary>
/// <param name="Frees">
/// The former place goes back to the pool afterwards, unless a snapshot was taken meanwhile; false: snapshots keep it.
/// </param>
/// <param name="MovesPast">
/// Snapshots that have the former place have the new one afterwards, and so has the unit if it shares it; the former place goes back.
/// </param>
public sealed record ChunkCopy(long Logical, ChunkPlace From, ChunkPlace To, bool Frees, bool MovesPast = false);

/// <summary>Copies under way. The chunks are in no map meanwhile: whoever wants them waits.</summary>
/// <param name="Version">Of the SCSI state that took their places from every VIOS.</param>
/// <param name="IsOutOfUse">Every VIOS has confirmed that.</param>
/// <param name="By">The VIOS that fills the new places, with something new in them; null: the pool copies what was there.</param>
public sealed record LuCopying(long Version, ValueList<ChunkCopy> Copies, bool IsOutOfUse, LuRewriter? By = null);

/// <summary>A VIOS that writes a part of some chunks so that it is seen as a whole or not at all.</summary>
/// <param name="Epoch">Of its grant: what it writes ends with that.</param>
/// <param name="Request">Unique for the VIOS in all its lives.</param>
public sealed record LuRewriter(VioUuid Vios, long Epoch, long Request);

/// <summary>Work for which chunks may be of what the pool keeps back, since it gives as many back when it is done (STO-9).</summary>
/// <param name="Pv">Volume that chunks are moved off; not used for a write.</param>
/// <param name="Chunks">Logical chunks that are written anew; empty for a move.</param>
/// <param name="By">Who writes them; null: they are moved.</param>
public sealed record LuUpkeep(int Pv, ValueList<long> Chunks, LuRewriter? By);

/// <summary>Why the unit's I/O stands still. Values are stored and sent: never renumbered.</summary>
public enum LuPauseKind
{
    Unspecified = 0,

    /// <summary>For a snapshot, taken as soon as nothing is under way.</summary>
    Snapshot = 1,

    /// <summary>For a snapshot of several units: taken when all of them stand still.</summary>
    GroupSnapshot = 2,
    Rollback = 3,
}

/// <summary>Every VIOS forgets the map and ends what is under way; then the map may change as a whole.</summary>
/// <param name="Snapshot">The one to be taken, or gone back to.</param>
/// <param name="IsStill">Nothing is under way anywhere.</param>
/// <param name="EndsAtUtc">When it is given up if nobody went on.</param>
/// <param name="Group">Units that have the snapshot together or not at all; null: none, or an older version prepared it.</param>
public sealed record LuPause(
    long Version, LuPauseKind Kind, LuName Snapshot, bool IsStill, DateTimeOffset EndsAtUtc, LuGroup? Group = null);

/// <summary>The unit as it was at a moment.</summary>
/// <param name="Map">Ascending by logical chunk; every place stays as it is while the snapshot exists.</param>
/// <param name="Group">As long as it is not known whether its group has it; null: it is one.</param>
public sealed record LuTaken(LuName Name, DateTimeOffset TakenAtUtc, ByteSize Size, ValueList<MapRun> Map, LuGroup? Group = null);

/// <summary>Units of which snapshots are taken at one instant: all of them, or none (STO-3).</summary>
/// <param name="Leader">The one that decides for all: what is in its journal holds for each.</param>
/// <param name="Number">Of the group, unique for the leader; 0: the leader has not given it one yet.</param>
/// <param name="Others">At the leader, those that are to be told of its decision; empty at the others.</param>
public sealed record LuGroup(LuUdid Leader, long Number, ValueList<LuUdid> Others)
{
    /// <summary>As the other units know it.</summary>
    public static LuGroup Of(LuUdid leader, long number) => new(leader, number, []);

    public bool IsSame(LuGroup? other) => other is not null && other.Leader == Leader && other.Number == Number;
}

/// <summary>A snapshot as users see it.</summary>
/// <param name="UsedChunks">Chunks that come free when it is deleted: neither the unit, another snapshot nor a clone has them.</param>
public sealed record LuTakenSummary(LuName Name, DateTimeOffset TakenAtUtc, ByteSize Size, long MappedChunks, long UsedChunks);

/// <summary>What the unit keeps beside its own map, as stored.</summary>
/// <param name="Shared">Chunks of the unit whose places a snapshot has too: read there, and copied before they are written.</param>
/// <param name="Taken">Snapshots, oldest first.</param>
/// <param name="Joint">Places that other units may hold too.</param>
/// <param name="Loans">Clones that are being made of snapshots.</param>
/// <param name="Reference">Chunks that are to be those of another unit; null: none.</param>
/// <param name="Lent">Chunks that other units are to have, or have, oldest first.</param>
/// <param name="Groups">Groups of this leader that have their snapshots, with those that have not confirmed it.</param>
public sealed record LuHistory(
    ValueList<MapRun> Shared,
    ValueList<LuTaken> Taken,
    ValueList<LuCopying> Copying,
    LuPause? Pause,
    ValueList<ChunkRun> Joint,
    ValueList<LuLoan> Loans,
    LuReference? Reference,
    ValueList<LuChunkLoan> Lent,
    ValueList<LuGroup> Groups)
{
    public static LuHistory Empty { get; } = new([], [], [], null, [], [], null, [], []);
}

/// <summary>A clone that is being made: until it holds the chunks of the snapshot as well, the snapshot stays.</summary>
/// <param name="To">The clone.</param>
public sealed record LuLoan(LuName Snapshot, LuUdid To);

/// <summary>Of what a unit is a clone.</summary>
/// <param name="Source">May be gone by now.</param>
/// <param name="NextLogical">Where the snapshot's map is to be read on; null: all of it is read.</param>
/// <param name="IsLoanOpen">The source still keeps the snapshot for this unit.</param>
public sealed record LuOrigin(LuUdid Source, LuName Snapshot, long? NextLogical, bool IsLoanOpen);
