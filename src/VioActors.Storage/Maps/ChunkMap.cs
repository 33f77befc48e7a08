using VioActors.Storage.Values;

namespace VioActors.Storage.Maps;

/// <summary>
/// Logical chunk → <see cref="ChunkAddress"/> or unmapped, in 8 bytes a chunk, with pages of 1024 chunks made when first needed.
/// <para>Thread-safe: lookups are lock-free and see every mapping whose <see cref="TryMap(long, ChunkAddress)"/> returned before;
/// mappings may be added by many threads at once. <see cref="Grow"/> and <see cref="Unmap"/> belong to one writer, and no mapping may be
/// added meanwhile.</para>
/// </summary>
public sealed class ChunkMap
{
    /// <summary>2^30 chunks: 1 PiB at 1 MiB a chunk, 8 MiB of page table.</summary>
    public const long MaxChunks = 1L << 30;

    internal const int PageShift = 10;
    internal const int PageChunks = 1 << PageShift;
    private readonly PvSet _volumes = new();
    private long[]?[] _pages;
    private long _chunkCount;
    private long _mappedCount;

    /// <param name="chunkCount">Logical chunks, 1 to <see cref="MaxChunks"/>.</param>
    public ChunkMap(long chunkCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunkCount, MaxChunks);
        _chunkCount = chunkCount;
        _pages = new long[PagesFor(chunkCount)][];
    }

    /// <summary>Logical chunks, mapped or not.</summary>
    public long ChunkCount => Volatile.Read(ref _chunkCount);

    /// <summary>Chunks that have an address.</summary>
    public long MappedCount => Volatile.Read(ref _mappedCount);

    /// <summary>
    /// PV indexes that chunks of the map are on, ascending. One whose last chunk was unmapped stays in it; a copy is without it.
    /// </summary>
    public IReadOnlyList<int> PvIndexes => _volumes.Indexes;

    /// <summary>Whether a volume is one of <see cref="PvIndexes"/>: a read of memory.</summary>
    public bool IsOn(int pvIndex) => _volumes.Contains(pvIndex);

    /// <summary>Address of a logical chunk, or <see cref="ChunkAddress.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the map.</exception>
    public ChunkAddress this[long logicalChunk]
    {
        get
        {
            CheckIndex(logicalChunk);
            var page = Volatile.Read(ref Volatile.Read(ref _pages)[logicalChunk >> PageShift]);
            return page is null ? ChunkAddress.None : ChunkAddress.FromTrusted(Volatile.Read(ref page[logicalChunk & (PageChunks - 1)]));
        }
    }

    /// <summary>Maps an unmapped chunk; repeating a mapping is harmless.</summary>
    /// <returns>False when the chunk has another address already; that one stays.</returns>
    /// <exception cref="ArgumentException">The address is <see cref="ChunkAddress.None"/>.</exception>
    public bool TryMap(long logicalChunk, ChunkAddress address)
    {
        CheckIndex(logicalChunk);
        if (!address.IsMapped)
            throw new ArgumentException("A chunk is mapped to an address, not to none.", nameof(address));
        _volumes.Add(address.PvIndex);
        var before = Interlocked.CompareExchange(ref Slot(logicalChunk), address.Packed, 0);
        if (before == 0)
            Interlocked.Increment(ref _mappedCount);
        return before == 0 || before == address.Packed;
    }

    /// <summary>
    /// Maps consecutive logical chunks to the chunks of an extent, as <see cref="TryMap(long, ChunkAddress)"/> does each.
    /// </summary>
    /// <returns>False when one of them has another address already; the others are mapped.</returns>
    public bool TryMap(long firstLogicalChunk, ChunkExtent extent)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(extent.Count, ChunkCount - firstLogicalChunk);
        var all = true;
        for (long i = 0; i < extent.Count; i++)
            all &= TryMap(firstLogicalChunk + i, new ChunkAddress(extent.PvIndex, extent.Start + i));
        return all;
    }

    /// <summary>Takes a mapping away (owner only, after all grants are revoked); gives the former address or none.</summary>
    public ChunkAddress Unmap(long logicalChunk)
    {
        CheckIndex(logicalChunk);
        if (!this[logicalChunk].IsMapped)
            return ChunkAddress.None;
        var before = Interlocked.Exchange(ref Slot(logicalChunk), 0);
        Interlocked.Decrement(ref _mappedCount);
        return ChunkAddress.FromTrusted(before);
    }

    /// <summary>Adds unmapped chunks at the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Smaller than now, or above <see cref="MaxChunks"/>.</exception>
    public void Grow(long chunkCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkCount, ChunkCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunkCount, MaxChunks);
        var pages = _pages;
        Array.Resize(ref pages, PagesFor(chunkCount));
        Volatile.Write(ref _pages, pages);
        Volatile.Write(ref _chunkCount, chunkCount);
    }

    /// <summary>A map of its own with the same content: for a grant, while this one goes on being written.</summary>
    public ChunkMap Copy()
    {
        var copy = new ChunkMap(ChunkCount);
        foreach (var (logicalChunk, address) in Mapped())
            copy.TryMap(logicalChunk, address);
        return copy;
    }

    /// <summary>
    /// A map of its own without some ranges of logical chunks. Mappings that are added meanwhile may or may not be in it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A range is not inside the map.</exception>
    public ChunkMap CopyWithout(IReadOnlyList<(long First, long Count)> ranges)
    {
        var copy = new ChunkMap(ChunkCount);
        var pages = Volatile.Read(ref _pages);

        // I/O waits meanwhile: a page of which nothing stays, after a snapshot all of them, is not touched.
        var gone = new bool[copy._pages.Length];
        foreach (var (first, count) in ranges)
        {
            for (var page = (first + PageChunks - 1) >> PageShift; ((page + 1) << PageShift) <= first + count; page++)
                gone[page] = true;
        }

        for (var index = 0; index < copy._pages.Length && index < pages.Length; index++)
        {
            if (gone[index] || Volatile.Read(ref pages[index]) is not { } page)
                continue;
            var own = (long[])page.Clone();
            copy._pages[index] = own;
            copy._mappedCount += PageChunks - own.AsSpan().Count(0L);
        }

        foreach (var (first, count) in ranges)
        {
            for (var chunk = first; chunk < first + count; chunk++)
            {
                if (copy._pages[chunk >> PageShift] is null)
                    chunk |= PageChunks - 1;
                else
                    copy.Unmap(chunk);
            }
        }

        foreach (var page in copy._pages)
            copy._volumes.AddAll(page);
        return copy;
    }

    /// <summary>Mapped chunks in logical order. Mappings added meanwhile may or may not be seen.</summary>
    public IEnumerable<(long LogicalChunk, ChunkAddress Address)> Mapped()
    {
        var pages = Volatile.Read(ref _pages);
        for (var pageIndex = 0; pageIndex < pages.Length; pageIndex++)
        {
            if (Volatile.Read(ref pages[pageIndex]) is not { } page)
                continue;
            for (var entry = 0; entry < PageChunks; entry++)
            {
                if (Volatile.Read(ref page[entry]) is var packed and not 0)
                    yield return (((long)pageIndex << PageShift) + entry, ChunkAddress.FromTrusted(packed));
            }
        }
    }

    private static int PagesFor(long chunkCount) => (int)((chunkCount + PageChunks - 1) >> PageShift);

    private ref long Slot(long logicalChunk)
    {
        ref var page = ref Volatile.Read(ref _pages)[logicalChunk >> PageShift];
        if (Volatile.Read(ref page) is null)
            Interlocked.CompareExchange(ref page, new long[PageChunks], null);
        return ref page![logicalChunk & (PageChunks - 1)];
    }

    private void CheckIndex(long logicalChunk)
    {
        if ((ulong)logicalChunk >= (ulong)Volatile.Read(ref _chunkCount))
            throw new ArgumentOutOfRangeException(nameof(logicalChunk), logicalChunk, $"The map has {ChunkCount} chunks.");
    }
}
