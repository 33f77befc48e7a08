using VioActors.Domain.Values;

namespace VioActors.Domain.Memory;

/// <summary>
/// The shared memory pool of a CEC (OSI-1): frames, the page tables of the partitions that draw on them, and images of operating systems
/// which are there once for all. Moves bytes, does no I/O: what is to be read or written is handed out as work for the hypervisor's pager.
/// Thread-safe; its lock is held for a page's copy at most, or a few of them.
/// </summary>
public sealed partial class SharedMemory
{
    private readonly Lock _sync = new();
    private readonly FrameStore _frames;
    private readonly SortedDictionary<PartitionId, MemoryPartition> _partitions = [];
    private readonly Dictionary<string, ImageLayer> _layers = new(StringComparer.Ordinal);

    /// <param name="frameCount">Size of the pool in pages.</param>
    public SharedMemory(int frameCount) => _frames = new FrameStore(frameCount);

    public int FrameCount => _frames.Count;

    /// <summary>Gives a partition memory of the pool. Its terms were checked (<see cref="SharedPoolDecisions"/>).</summary>
    public MemoryPartition Add(PartitionId id, MemoryTerms terms)
    {
        lock (_sync)
        {
            if (_partitions.TryGetValue(id, out var known))
            {
                known.Terms = known.Terms with { Weight = terms.Weight, IoEntitledPages = terms.IoEntitledPages };
                return known;
            }

            return _partitions[id] = new MemoryPartition(this, id, terms);
        }
    }

    /// <summary>Everything that it had is gone.</summary>
    public void Remove(PartitionId id)
    {
        lock (_sync)
        {
            if (!_partitions.Remove(id, out var partition))
                return;
            foreach (var segment in partition.Segments.ToList())
                Drop(segment);
        }
    }

    public MemoryPartition? Find(PartitionId id)
    {
        lock (_sync)
            return _partitions.GetValueOrDefault(id);
    }

    internal MemoryAccess Read(MemoryPartition partition, ulong address, Span<byte> destination, out ulong fault)
    {
        lock (_sync)
        {
            while (destination.Length > 0)
            {
                fault = MemoryPartition.PageOf(address);
                if (partition.Locate(fault) is not var (segment, index))
                    return MemoryAccess.BadAddress;
                var offset = (int)(address & (MemoryPage.SizeBytes - 1));
                var part = destination[..Math.Min(destination.Length, MemoryPage.SizeBytes - offset)];
                if (!TryRead(segment, index, offset, part))
                    return MemoryAccess.Fault;
                destination = destination[part.Length..];
                address += (ulong)part.Length;
            }
        }

        fault = 0;
        return MemoryAccess.Done;
    }

    internal MemoryAccess Write(MemoryPartition partition, ulong address, ReadOnlySpan<byte> source, out ulong fault)
    {
        lock (_sync)
        {
            while (source.Length > 0)
            {
                fault = MemoryPartition.PageOf(address);
                if (partition.Locate(fault) is not var (segment, index))
                    return MemoryAccess.BadAddress;
                var offset = (int)(address & (MemoryPage.SizeBytes - 1));
                var part = source[..Math.Min(source.Length, MemoryPage.SizeBytes - offset)];
                if (!TryWrite(segment, index, offset, part))
                    return MemoryAccess.Fault;
                source = source[part.Length..];
                address += (ulong)part.Length;
            }
        }

        fault = 0;
        return MemoryAccess.Done;
    }

    private bool TryRead(MemorySegment segment, int index, int offset, Span<byte> part)
    {
        if (segment.HasEntry(index))
        {
            ref var entry = ref segment.Entry(index);
            if (entry.State == PageState.Resident)
            {
                entry.IsReferenced = true;
                _frames.Bytes(entry.Frame).Slice(offset, part.Length).CopyTo(part);
                return true;
            }

            if (entry.State == PageState.Out)
                return false;
        }

        if (segment.Layer is not { } layer)
        {
            part.Clear();
            return true;
        }

        if (!segment.IsShared || !layer.TryFind(index, out var frame))
            return false;
        _frames.Bytes(frame).Slice(offset, part.Length).CopyTo(part);
        return true;
    }

    private bool TryWrite(MemorySegment segment, int index, int offset, ReadOnlySpan<byte> part)
    {
        ref var entry = ref segment.Entry(index);
        if (entry.State != PageState.Resident && !TryTakeFromGround(segment, index, ref entry))
            return false;
        entry.IsReferenced = true;
        entry.IsDirty = true;
        part.CopyTo(_frames.Bytes(entry.Frame)[offset..]);
        return true;
    }

    /// <summary>A page of zeros, or one of an image that is there: the write is redirected to a frame of the partition's (OSI-5).</summary>
    private bool TryTakeFromGround(MemorySegment segment, int index, ref PageEntry entry)
    {
        if (entry.State == PageState.Out)
            return false;
        if (segment.Layer is not { } layer)
        {
            if (!_frames.TryTake(out entry.Frame))
                return false;
            _frames.Bytes(entry.Frame).Clear();
        }
        else
        {
            if (!segment.IsShared || !layer.TryFind(index, out var source) || !_frames.TryTake(out var frame))
                return false;
            _frames.Bytes(source).CopyTo(_frames.Bytes(frame));
            entry.Frame = frame;
            segment.Owner.Counters.Redirected++;
        }

        entry.State = PageState.Resident;
        segment.ResidentCount++;
        return true;
    }

    private void Drop(MemorySegment segment)
    {
        foreach (var index in segment.Walk())
        {
            ref var entry = ref segment.Entry(index);
            if (entry.State == PageState.Resident)
                _frames.Free(entry.Frame);
            segment.Owner.Slots.Free(entry.Slot);

            // One that is on its way out frees its new slot when it has arrived.
            entry = new PageEntry { IsLeaving = entry.IsLeaving, NextSlot = entry.NextSlot };
        }

        (segment.ResidentCount, segment.OutCount) = (0, 0);
        segment.Owner.Segments.Remove(segment);
        if (segment.Layer is { } layer)
            layer.Users.Remove(segment);
    }
}
