using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Pool;

/// <summary>A run of chunks of one physical volume.</summary>
/// <param name="Pv">Index of the volume in its pool; never reused.</param>
/// <param name="First">First chunk, from 0.</param>
/// <param name="Count">At least 1.</param>
public readonly record struct ChunkRun(int Pv, long First, long Count)
{
    /// <summary>First chunk after the run.</summary>
    public long End => First + Count;
}

/// <summary>A physical volume to build a pool of (STO-1, STO-10).</summary>
/// <param name="Path">A file, a block device, or an <c>nbd://</c> URL: the same on every VIOS.</param>
/// <param name="ChunkCount">Usable chunks after its label.</param>
public sealed record PvDefinition(
    PvId Id,
    PvName Name,
    string Path,
    long ChunkCount,
    Tier Tier,
    DiskGroupName DiskGroup,
    FailureGroupName FailureGroup);

/// <summary>A physical volume in its pool.</summary>
/// <param name="Index">Its number in chunk addresses.</param>
public sealed record PoolPv(int Index, PvDefinition Definition, PvStatus Status);

/// <summary>Values are stored and sent: never renumbered.</summary>
public enum PvStatus
{
    Unspecified = 0,
    InUse = 1,

    /// <summary>Gives no more chunks; its data is being moved away.</summary>
    Draining = 2,

    /// <summary>Gone; its index stays taken.</summary>
    Removed = 3,

    /// <summary>As <see cref="Draining"/>, and taken out by itself when nothing is left on it.</summary>
    Leaving = 4,

    /// <summary>It will never come back: what is on it is lost. Its record goes when no unit has a chunk there any more.</summary>
    GivenUp = 5,
}

/// <summary>A logical unit as its pool knows it.</summary>
public sealed record PoolLu(LuUdid Lu, LuName Name, ByteSize Size, bool Thick, Tier Tier);

/// <summary>When the pool warns (STO-9). Percent of the chunks in use.</summary>
/// <param name="WarningPercent">1 to 100.</param>
/// <param name="CriticalPercent">Not less than the warning.</param>
/// <param name="OverCommitPercentMax">Largest sum of the sizes of all logical units against the pool's size; 0 for no limit.</param>
public sealed record PoolThresholds(int WarningPercent, int CriticalPercent, int OverCommitPercentMax)
{
    public static PoolThresholds Default { get; } = new(75, 90, 0);
}

/// <summary>Values are stored and sent: never renumbered.</summary>
public enum PoolAlertLevel
{
    Unspecified = 0,
    None = 1,
    Warning = 2,
    Critical = 3,

    /// <summary>No chunk left but for what is kept back.</summary>
    Full = 4,
}

/// <summary>Capacity of a pool or of one of its tiers, in chunks.</summary>
/// <param name="Granted">Given to logical units, in use or reserved by them.</param>
/// <param name="Freeing">Given back and not yet erased.</param>
/// <param name="Provisioned">Sum of the sizes of the logical units, rounded up to chunks.</param>
public sealed record PoolCapacity(
    long TotalChunks,
    long FreeChunks,
    long GrantedChunks,
    long FreeingChunks,
    long ProvisionedChunks,
    long ChunkSizeBytes,
    PoolAlertLevel Alert);
