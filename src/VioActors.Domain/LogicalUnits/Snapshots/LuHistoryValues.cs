using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits.Snapshots;

/// <summary>A chunk that gets a new place with the same bytes: before the first write to one that a snapshot has too, or to free a
/// volume.</summary>
/// <param name="Frees">The former place is nobody's afterwards; false: snapshots keep it.</param>
public sealed record ChunkCopy(long Logical, ChunkPlace From, ChunkPlace To, bool Frees);

/// <summary>Copies under way. The chunks are in no map meanwhile: whoever wants them waits.</summary>
/// <param name="Version">Of the SCSI state that took their places from every VIOS.</param>
/// <param name="IsOutOfUse">Every VIOS has confirmed that.</param>
public sealed record LuCopying(long Version, ValueList<ChunkCopy> Copies, bool IsOutOfUse);

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
public sealed record LuPause(long Version, LuPauseKind Kind, LuName Snapshot, bool IsStill, DateTimeOffset EndsAtUtc);

/// <summary>The unit as it was at a moment.</summary>
/// <param name="Map">Ascending by logical chunk; every place stays as it is while the snapshot exists.</param>
public sealed record LuTaken(LuName Name, DateTimeOffset TakenAtUtc, ByteSize Size, ValueList<MapRun> Map);

/// <summary>A snapshot as users see it.</summary>
/// <param name="UsedChunks">Chunks that come free when it is deleted: neither the unit nor another snapshot has them.</param>
public sealed record LuTakenSummary(LuName Name, DateTimeOffset TakenAtUtc, ByteSize Size, long MappedChunks, long UsedChunks);

/// <summary>What the unit keeps beside its own map, as stored.</summary>
/// <param name="Shared">Chunks of the unit whose places a snapshot has too: read there, and copied before they are written.</param>
/// <param name="Taken">Snapshots, oldest first.</param>
public sealed record LuHistory(ValueList<MapRun> Shared, ValueList<LuTaken> Taken, ValueList<LuCopying> Copying, LuPause? Pause)
{
    public static LuHistory Empty { get; } = new([], [], [], null);
}
