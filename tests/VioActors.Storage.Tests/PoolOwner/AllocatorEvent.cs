using System.Collections.Immutable;
using VioActors.Storage.Values;

namespace VioActors.Storage.Allocation;

/// <summary>What happened to a pool's space. The pool's owner persists it, then applies it. Immutable.</summary>
public abstract record AllocatorEvent
{
    private AllocatorEvent()
    {
    }

    /// <summary>A volume whose chunks all read as zero.</summary>
    public sealed record VolumeAdded(int PvIndex, long ChunkCount) : AllocatorEvent;

    /// <summary>It keeps what it has and gets nothing new.</summary>
    public sealed record VolumeDrained(int PvIndex) : AllocatorEvent;

    /// <summary>Draining was called off.</summary>
    public sealed record VolumeReactivated(int PvIndex) : AllocatorEvent;

    /// <summary>A drained volume without used chunks left.</summary>
    public sealed record VolumeRemoved(int PvIndex) : AllocatorEvent;

    /// <summary>Chunks kept back from clients, for the pool's own work.</summary>
    public sealed record ReserveSet(long ChunkCount) : AllocatorEvent;

    /// <summary>Sum of the sizes promised to clients, in chunks, thin ones included.</summary>
    public sealed record ProvisionedSet(long ChunkCount) : AllocatorEvent;

    /// <summary>In the order asked for.</summary>
    public sealed record ChunksAllocated(ImmutableArray<ChunkExtent> Extents) : AllocatorEvent;

    /// <summary>Out of use, with their old bytes: to be zeroed.</summary>
    public sealed record ChunksFreed(ImmutableArray<ChunkExtent> Extents) : AllocatorEvent;

    /// <summary>Zeros are on stable storage: free again.</summary>
    public sealed record ChunksZeroed(ImmutableArray<ChunkExtent> Extents) : AllocatorEvent;
}
