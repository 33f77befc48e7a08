namespace VioActors.Domain.Memory;

/// <summary>
/// A run of pages of one partition with its page table: its own memory, or an operating system on an image of which it holds what differs.
/// Tables are made for runs of 512 pages as they are first needed, so that a system that shares its image costs little. Not thread-safe:
/// everything but its constants is used under the lock of <see cref="SharedMemory"/>.
/// </summary>
public sealed class MemorySegment
{
    private const int LeafShift = 9;
    private const int LeafCount = 1 << LeafShift;

    private readonly PageEntry[]?[] _leaves;

    internal MemorySegment(MemoryPartition owner, int pageCount, ImageLayer? layer, bool isShared)
    {
        (Owner, PageCount, Layer, IsShared) = (owner, pageCount, layer, isShared);
        _leaves = new PageEntry[]?[(pageCount + LeafCount - 1) >> LeafShift];
    }

    public MemoryPartition Owner { get; }

    public int PageCount { get; }

    /// <summary>The image under it; null: it lies on zeros.</summary>
    public ImageLayer? Layer { get; }

    /// <summary>Unchanged pages are those of the pool's one copy; otherwise each is copied at its first use.</summary>
    public bool IsShared { get; }

    /// <summary>Pages in frames of its own.</summary>
    internal int ResidentCount { get; set; }

    /// <summary>Pages that are on the paging device only.</summary>
    internal int OutCount { get; set; }

    /// <summary>Its partition does not use it now: its pages leave first.</summary>
    internal bool IsDetached { get; set; }

    internal int Hand { get; set; }

    /// <summary>Bytes of its page tables.</summary>
    internal long TableBytes => _leaves.Length * 8L + (_leaves.Count(leaf => leaf is not null) * LeafCount * 24L);

    /// <summary>The entry, made if it is not there.</summary>
    internal ref PageEntry Entry(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)PageCount);
        ref var leaf = ref _leaves[index >> LeafShift];
        leaf ??= new PageEntry[LeafCount];
        return ref leaf[index & (LeafCount - 1)];
    }

    /// <summary>Whether anything is known of the page beyond its ground.</summary>
    internal bool HasEntry(int index) => _leaves[index >> LeafShift] is not null;

    /// <summary>Indexes of the pages in tables that exist, in the order of the clock.</summary>
    internal IEnumerable<int> Walk()
    {
        for (var step = 0; step < PageCount; step++)
        {
            var index = (Hand + step) % PageCount;
            if (HasEntry(index))
                yield return index;
            else
                step += Math.Min(PageCount - index, LeafCount - (index & (LeafCount - 1))) - 1;
        }
    }
}
