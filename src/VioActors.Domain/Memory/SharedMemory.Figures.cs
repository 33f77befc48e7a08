using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Memory;

/// <summary>What the pool's frames are used for.</summary>
public sealed partial class SharedMemory
{
    public MemoryPoolFigures Report()
    {
        lock (_sync)
        {
            var partitions = _partitions.Values.Select(partition => new MemoryPartitionFigures(
                partition.Id, partition.Terms.LogicalPages, partition.Terms.Weight, partition.Terms.IoEntitledPages,
                partition.Segments.Sum(segment => segment.ResidentCount), partition.Segments.Sum(segment => segment.OutCount),
                partition.Os?.Layer?.Name ?? "", ChangedPages(partition), partition.Counters.Faults, partition.Counters.PageIns,
                partition.Counters.PageOuts, partition.Slots.UsedCount, partition.Slots.Count));
            var layers = _layers.Values.OrderBy(layer => layer.Name, StringComparer.Ordinal).Select(layer => new ImageLayerFigures(
                layer.Name, layer.PageCount, layer.ResidentCount, layer.Users.Count(user => !user.IsDetached)));
            return new MemoryPoolFigures(
                _frames.Count, _frames.FreeCount, _partitions.Values.Sum(partition => partition.Segments.Sum(segment =>
                    segment.TableBytes)),
                partitions.ToValueList(), layers.ToValueList());
        }
    }

    /// <summary>Pages of an operating system that are its partition's own: its changes of the image (OSI-5).</summary>
    private static int ChangedPages(MemoryPartition partition) => partition.Os is { Layer: not null, IsShared: true } os
        ? os.ResidentCount + os.OutCount
        : 0;
}

/// <summary>What a pool's frames are used for. Counts are pages of 4 KiB.</summary>
/// <param name="TableBytes">Bytes of page tables, beside the pool.</param>
public sealed record MemoryPoolFigures(
    int FrameCount, int FreeFrames, long TableBytes, ValueList<MemoryPartitionFigures> Partitions, ValueList<ImageLayerFigures> Images);

/// <summary>Memory of one partition, in pages of 4 KiB.</summary>
/// <param name="Resident">In frames of its own.</param>
/// <param name="PagedOut">On the paging device only.</param>
/// <param name="Image">That its operating system is on; empty: none.</param>
/// <param name="Changed">Pages of the image that it has changed.</param>
public sealed record MemoryPartitionFigures(
    PartitionId Client, int Logical, int Weight, int IoEntitled, int Resident, int PagedOut, string Image, int Changed, long Faults,
    long PageIns, long PageOuts, int SlotsUsed, int Slots);

/// <summary>An image in a pool.</summary>
/// <param name="Resident">Pages in the pool, once for all users.</param>
/// <param name="Users">Partitions that run on it.</param>
public sealed record ImageLayerFigures(string Image, int Pages, int Resident, int Users);
