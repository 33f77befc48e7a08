using System.Collections.Immutable;
using VioActors.Storage.Values;

namespace VioActors.Storage.Allocation;

/// <summary>
/// Space of a pool: the sum of its events. A journal snapshot is its three properties. Immutable.
/// </summary>
/// <param name="Volumes">By PV index.</param>
/// <param name="ReserveCount">Chunks kept back from clients.</param>
/// <param name="ProvisionedCount">Chunks promised to clients.</param>
public sealed record AllocatorState(ImmutableSortedDictionary<int, VolumeSpace> Volumes, long ReserveCount, long ProvisionedCount)
{
    public static AllocatorState Empty { get; } = new(ImmutableSortedDictionary<int, VolumeSpace>.Empty, 0, 0);

    public PoolCapacity Capacity => new(
        Volumes.Values.Sum(volume => volume.ChunkCount),
        Volumes.Values.Sum(volume => volume.UsedCount),
        Volumes.Values.Where(volume => !volume.Draining).Sum(volume => volume.FreeCount),
        Volumes.Values.Sum(volume => volume.Freeing.ChunkCount),
        ReserveCount,
        ProvisionedCount);

    /// <summary>All chunks that wait to be zeroed: what a scrubber takes up after a restart.</summary>
    public IEnumerable<ChunkExtent> Freeing =>
        Volumes.Values.SelectMany(volume => volume.Freeing.Select(run => new ChunkExtent(volume.PvIndex, run.Start, run.Count)));

    /// <summary>Total over the events that the decisions made, in their order.</summary>
    /// <exception cref="InvalidOperationException">The event does not fit this state, or is of no known kind.</exception>
    public AllocatorState Apply(AllocatorEvent change) => change switch
    {
        AllocatorEvent.VolumeAdded added =>
            this with { Volumes = Volumes.Add(added.PvIndex, VolumeSpace.New(added.PvIndex, added.ChunkCount)) },
        AllocatorEvent.VolumeDrained drained => With(Space(drained.PvIndex) with { Draining = true }),
        AllocatorEvent.VolumeReactivated active => With(Space(active.PvIndex) with { Draining = false }),
        AllocatorEvent.VolumeRemoved removed => this with { Volumes = Volumes.Remove(removed.PvIndex) },
        AllocatorEvent.ReserveSet reserve => this with { ReserveCount = reserve.ChunkCount },
        AllocatorEvent.ProvisionedSet provisioned => this with { ProvisionedCount = provisioned.ChunkCount },
        AllocatorEvent.ChunksAllocated allocated => Each(allocated.Extents, (space, extent) => space.Allocate(extent)),
        AllocatorEvent.ChunksFreed freed => Each(freed.Extents, (space, extent) => space.Release(extent)),
        AllocatorEvent.ChunksZeroed zeroed => Each(zeroed.Extents, (space, extent) => space.Zeroed(extent)),
        _ => throw new InvalidOperationException($"Unknown allocator event {change.GetType().Name}."),
    };

    private AllocatorState Each(ImmutableArray<ChunkExtent> extents, Func<VolumeSpace, ChunkExtent, VolumeSpace> change)
    {
        var volumes = Volumes.ToBuilder();
        foreach (var extent in extents)
        {
            var space = volumes.TryGetValue(extent.PvIndex, out var found) ? found : throw NoSuchVolume(extent.PvIndex);
            volumes[extent.PvIndex] = change(space, extent);
        }

        return this with { Volumes = volumes.ToImmutable() };
    }

    private AllocatorState With(VolumeSpace space) => this with { Volumes = Volumes.SetItem(space.PvIndex, space) };

    private VolumeSpace Space(int pvIndex) => Volumes.TryGetValue(pvIndex, out var space) ? space : throw NoSuchVolume(pvIndex);

    private static InvalidOperationException NoSuchVolume(int pvIndex) => new($"The pool has no volume {pvIndex}.");
}
