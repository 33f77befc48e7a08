using VioActors.Storage.Values;

namespace VioActors.Storage.Volumes;

/// <summary>Life of a volume in its pool, as its header records it.</summary>
public enum VolumeState
{
    /// <summary>Takes allocations.</summary>
    Active = 1,

    /// <summary>Keeps its data, takes no new allocation; its chunks are being moved away.</summary>
    Draining = 2,

    /// <summary>Taken out of its pool; holds nothing that is needed.</summary>
    Retired = 3,
}

/// <summary>Content of a volume's header. Immutable.</summary>
/// <param name="Id">Of this volume.</param>
/// <param name="Pool">The pool that it belongs to.</param>
/// <param name="Generation">Counts header writes from 1; an older copy of a volume shows by its lower generation.</param>
/// <param name="ChunkSize">The pool's.</param>
/// <param name="ChunkCount">Capacity in chunks, 1 or more.</param>
/// <param name="State">Life in the pool.</param>
public sealed record VolumeHeader(PvId Id, PoolId Pool, long Generation, ChunkSize ChunkSize, long ChunkCount, VolumeState State)
{
    /// <summary>Bytes before chunk 0: 1 MiB.</summary>
    public const int AreaBytes = 1024 * 1024;

    /// <summary>File length that the header promises.</summary>
    public long FileLengthBytes => AreaBytes + (ChunkCount << ChunkSize.Shift);
}
