using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.LogicalUnits;

/// <summary>Place of a chunk in the pool.</summary>
/// <param name="Pv">Index of the physical volume in its pool.</param>
/// <param name="Chunk">Chunk of that volume, from 0.</param>
public readonly record struct ChunkPlace(int Pv, long Chunk);

/// <summary>Consecutive logical chunks in consecutive places.</summary>
/// <param name="Logical">First logical chunk, from 0.</param>
/// <param name="Pv">Index of the physical volume in its pool.</param>
/// <param name="First">Place of the first chunk on that volume.</param>
/// <param name="Count">At least 1.</param>
public readonly record struct MapRun(long Logical, int Pv, long First, long Count)
{
    /// <summary>First logical chunk after the run.</summary>
    public long LogicalEnd => Logical + Count;
}

/// <summary>What a logical unit is for. Values are stored and sent: never renumbered.</summary>
public enum LuKind
{
    Unspecified = 0,
    Disk = 1,
    Image = 2,
    Paging = 3,

    /// <summary>A disk whose medium its clients can take out and in.</summary>
    RemovableDisk = 4,

    /// <summary>A drive for optical media; it has no bytes of its own.</summary>
    OpticalDrive = 5,

    /// <summary>What is loaded into optical drives: the bytes of an ISO file. Never written by clients.</summary>
    OpticalMedium = 6,
}

/// <summary>Values are stored and sent: never renumbered.</summary>
public enum LuStatus
{
    Unspecified = 0,
    Ready = 1,

    /// <summary>Being deleted: no new use; holders are told to let go.</summary>
    Deleting = 2,
    Deleted = 3,

    /// <summary>Waits for its pool to admit it.</summary>
    Creating = 4,
}

/// <summary>What a logical unit is, without its map.</summary>
public sealed record LuIdentity(
    LuUdid Lu,
    LuName Name,
    PoolName Pool,
    Tier Tier,
    LuKind Kind,
    ByteSize Size,
    long ChunkSizeBytes,
    bool Thick,
    ObjectVersion Version);

/// <summary>A new name or a new size: one of them.</summary>
public sealed record LuRevision(LuName? Name, ByteSize? Size);

/// <summary>A mapping of the logical unit on some VIOS, for one client (ID-5, STO-8).</summary>
public sealed record LuBinding(VioUuid Vios, AdapterName Adapter, ClientKey Client, bool Shared);

/// <summary>That a VIOS may serve the logical unit.</summary>
/// <param name="Incarnation">Of the VIOS that acquired it; a later incarnation replaces it.</param>
/// <param name="Epoch">Grows with every grant and every change that ends grants; a request names it.</param>
public sealed record GrantHolder(VioUuid Vios, long Incarnation, long Epoch, DateTimeOffset SinceUtc);

/// <summary>Who has the logical unit open, where (STO-7).</summary>
public sealed record LuUse(ClientId Client, VioAdapterId Adapter, VioUuid Vios, bool Exclusive, DateTimeOffset SinceUtc);
