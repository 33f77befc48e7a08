using VioActors.Domain.Values;

namespace VioActors.Domain.Memory;

/// <summary>How a partition shares the pool. Immutable.</summary>
/// <param name="LogicalPages">Pages that it believes to have.</param>
/// <param name="Weight">Its part when frames are short, 0 to 255.</param>
/// <param name="IoEntitledPages">Frames that are never taken from it.</param>
/// <param name="SlotCount">Pages that its paging device holds.</param>
public sealed record MemoryTerms(int LogicalPages, int Weight, int IoEntitledPages, int SlotCount);

/// <summary>How an access to memory ended.</summary>
public enum MemoryAccess
{
    Done,

    /// <summary>The page is not there now: the hypervisor brings it, then the access is repeated.</summary>
    Fault,

    /// <summary>The partition has no memory at that address.</summary>
    BadAddress,
}

/// <summary>
/// The memory of one partition as its processors see it: its own from address 0, its operating system from <see cref="OsBase"/>.
/// Thread-safe.
/// </summary>
public sealed class MemoryPartition
{
    /// <summary>Address of the operating system's first byte.</summary>
    public const ulong OsBase = 1UL << 40;

    private readonly SharedMemory _memory;

    internal MemoryPartition(SharedMemory memory, PartitionId id, MemoryTerms terms)
    {
        (_memory, Id, Terms) = (memory, id, terms);
        Slots = new SlotSpace(terms.SlotCount);
        Own = new MemorySegment(this, terms.LogicalPages, null, isShared: false);
        Segments = [Own];
    }

    public PartitionId Id { get; }

    /// <summary>That it draws on.</summary>
    public SharedMemory Pool => _memory;

    public MemoryTerms Terms { get; internal set; }

    /// <summary>Its own pages: applications and their data.</summary>
    public MemorySegment Own { get; }

    /// <summary>Its operating system; null before one is booted.</summary>
    public MemorySegment? Os { get; internal set; }

    internal SlotSpace Slots { get; }

    /// <summary>All that it has, former operating systems too.</summary>
    internal List<MemorySegment> Segments { get; }

    internal MemoryCounters Counters { get; } = new();

    /// <summary>Page number of an address.</summary>
    public static ulong PageOf(ulong address) => address >> MemoryPage.Shift;

    /// <summary>Copies bytes out. <paramref name="fault"/>: the page that was not there.</summary>
    public MemoryAccess Read(ulong address, Span<byte> destination, out ulong fault) =>
        _memory.Read(this, address, destination, out fault);

    /// <summary>Copies bytes in; those before a missing page may have been written, so that a repeat does it again.</summary>
    public MemoryAccess Write(ulong address, ReadOnlySpan<byte> source, out ulong fault) =>
        _memory.Write(this, address, source, out fault);

    /// <summary>The segment of a page of the address space; null: it has no memory there.</summary>
    public (MemorySegment Segment, int Index)? Locate(ulong page)
    {
        const ulong OsPage = OsBase >> MemoryPage.Shift;
        if (page < (ulong)Own.PageCount)
            return (Own, (int)page);
        return Os is { } os && page >= OsPage && page - OsPage < (ulong)os.PageCount ? (os, (int)(page - OsPage)) : null;
    }
}

/// <summary>What has happened to a partition's pages. Not thread-safe.</summary>
internal sealed class MemoryCounters
{
    public long Faults { get; set; }

    public long PageIns { get; set; }

    public long PageOuts { get; set; }

    public long Redirected { get; set; }
}
