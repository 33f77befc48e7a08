using VioActors.Domain.Values;

namespace VioActors.Domain.Memory;

/// <summary>What the hypervisor's pager works with: missing pages, pages that leave.</summary>
public sealed partial class SharedMemory
{
    /// <summary>Pages of an image that are read together.</summary>
    public const int ReadAheadPages = 16;

    private readonly HashSet<(object Ground, int Index)> _reading = [];

    /// <summary>What is missing for an access; a second plan for a page that is being read is null.</summary>
    /// <param name="readAhead">Whether the pages of an image behind it are read with it.</param>
    public FaultPlan? Plan(MemorySegment segment, int index, bool forWriting, bool readAhead = true)
    {
        lock (_sync)
        {
            var state = segment.HasEntry(index) ? segment.Entry(index).State : PageState.Ground;
            switch (state)
            {
                case PageState.Resident:
                    return FaultPlan.Ready.Instance;
                case PageState.Out:
                    if (!_reading.Add((segment, index)))
                        return null;
                    if (!_frames.TryTake(out var frame))
                    {
                        _reading.Remove((segment, index));
                        return FaultPlan.NeedsFrame.Instance;
                    }

                    segment.Owner.Counters.Faults++;
                    return new FaultPlan.ReadSlot(segment, index, segment.Entry(index).Slot, frame);
                default:
                    return PlanGround(segment, index, forWriting, readAhead);
            }
        }
    }

    /// <summary>What a missing page would be read for: an image, or its segment alone. Those who wait for it wait under that.</summary>
    public object ReadFor(MemorySegment segment, int index)
    {
        lock (_sync)
        {
            var isOut = segment.HasEntry(index) && segment.Entry(index).State == PageState.Out;
            return segment is { IsShared: true, Layer: { } layer } && !isOut ? layer : segment;
        }
    }

    private FaultPlan? PlanGround(MemorySegment segment, int index, bool forWriting, bool readAhead)
    {
        if (segment.Layer is not { } layer || (segment.IsShared && layer.IsResident(index)))
            return forWriting && _frames.FreeCount == 0 ? FaultPlan.NeedsFrame.Instance : FaultPlan.Ready.Instance;
        object ground = segment.IsShared ? layer : segment;
        if (_reading.Contains((ground, index)))
            return null;
        var frames = new List<int>();
        while (frames.Count < (readAhead ? ReadAheadPages : 1) && index + frames.Count < segment.PageCount
            && IsMissing(segment, layer, index + frames.Count) && !_reading.Contains((ground, index + frames.Count))
            && (frames.Count == 0 || _frames.FreeCount > 1) && _frames.TryTake(out var frame))
        {
            _reading.Add((ground, index + frames.Count));
            frames.Add(frame);
        }

        if (frames.Count == 0)
            return FaultPlan.NeedsFrame.Instance;
        segment.Owner.Counters.Faults++;
        return new FaultPlan.ReadImage(layer, index, frames, segment.IsShared ? null : segment);
    }

    private static bool IsMissing(MemorySegment segment, ImageLayer layer, int index) => segment.IsShared
        ? !layer.IsResident(index)
        : !segment.HasEntry(index) || segment.Entry(index).State == PageState.Ground;

    /// <summary>A page of the paging device has come; null: it could not be read. False when it is not what was written.</summary>
    public bool Install(FaultPlan.ReadSlot read, ReadOnlySpan<byte> bytes)
    {
        lock (_sync)
        {
            _reading.Remove((read.Segment, read.Index));
            ref var entry = ref read.Segment.Entry(read.Index);
            var isWanted = entry.State == PageState.Out && entry.Slot == read.Slot;
            var isGood = bytes.Length == MemoryPage.SizeBytes && MemoryPage.Checksum(bytes) == entry.Checksum;
            if (!isWanted || !isGood)
            {
                _frames.Free(read.Frame);
                return !isWanted;
            }

            bytes.CopyTo(_frames.Bytes(read.Frame));
            (entry.State, entry.Frame, entry.IsReferenced, entry.IsDirty) = (PageState.Resident, read.Frame, true, false);
            read.Segment.ResidentCount++;
            read.Segment.OutCount--;
            read.Segment.Owner.Counters.PageIns++;
            return true;
        }
    }

    /// <summary>
    /// Pages of an image have come; empty: they could not be read. Gives how many of them, from the first on, are what the image's
    /// checksums say.
    /// </summary>
    public int Install(FaultPlan.ReadImage read, ReadOnlySpan<byte> bytes)
    {
        lock (_sync)
        {
            var good = 0;
            object ground = read.PrivateTo is { } segment ? segment : read.Layer;
            for (var number = 0; number < read.Frames.Count; number++)
            {
                var (page, frame) = (read.Page + number, read.Frames[number]);
                _reading.Remove((ground, page));
                var offset = number << MemoryPage.Shift;
                if (good < number || bytes.Length < offset + MemoryPage.SizeBytes
                    || MemoryPage.Checksum(bytes.Slice(offset, MemoryPage.SizeBytes)) != read.Layer.ChecksumOf(page))
                {
                    _frames.Free(frame);
                    continue;
                }

                good++;
                bytes.Slice(offset, MemoryPage.SizeBytes).CopyTo(_frames.Bytes(frame));
                if (read.PrivateTo is { } to)
                    InstallPrivate(to, page, frame);
                else
                    read.Layer.Install(page, frame);
            }

            return good;
        }
    }

    private void InstallPrivate(MemorySegment segment, int index, int frame)
    {
        ref var entry = ref segment.Entry(index);
        if (entry.State != PageState.Ground || !segment.Owner.Segments.Contains(segment))
        {
            _frames.Free(frame);
            return;
        }

        (entry.State, entry.Frame, entry.IsReferenced) = (PageState.Resident, frame, true);
        segment.ResidentCount++;
        segment.Owner.Counters.PageIns++;
    }

    /// <summary>
    /// Chooses pages that leave so that so many frames come free: of former systems and unused images first, then of whom has most beyond
    /// what cannot be taken from it, for its weight; of each what was not used lately.
    /// </summary>
    public EvictionPlan Evict(int count)
    {
        lock (_sync)
        {
            var (before, leaving) = (_frames.FreeCount, new List<LeavingPage>());
            var left = count;
            foreach (var owner in VictimOrder.Of(_partitions.Values, _layers.Values))
            {
                if (left <= 0)
                    break;
                left -= owner.Layer is { } layer ? Evict(layer, Math.Min(left, owner.Spare)) : Evict(owner, Math.Min(left, owner.Spare),
                    leaving);
            }

            return new EvictionPlan(_frames.FreeCount - before, leaving);
        }
    }

    /// <summary>Chooses pages of one segment, whoever uses it.</summary>
    public EvictionPlan PageOut(MemorySegment segment, int count)
    {
        lock (_sync)
        {
            var (before, leaving) = (_frames.FreeCount, new List<LeavingPage>());
            Evict(segment, count, leaving, regardless: true);
            return new EvictionPlan(_frames.FreeCount - before, leaving);
        }
    }

    private int Evict(ImageLayer layer, int count)
    {
        var before = layer.ResidentCount;
        layer.Evict(count, _frames.Free);
        return before - layer.ResidentCount;
    }

    private int Evict(VictimOrder owner, int count, List<LeavingPage> leaving)
    {
        var evicted = 0;
        foreach (var segment in owner.Segments)
            evicted += Evict(segment, count - evicted, leaving, regardless: segment.IsDetached);
        return evicted;
    }

    private int Evict(MemorySegment segment, int count, List<LeavingPage> leaving, bool regardless)
    {
        var evicted = 0;
        for (var round = 0; round < 2 && evicted < count; round++)
        {
            foreach (var index in segment.Walk())
            {
                if (evicted >= count)
                    break;
                ref var entry = ref segment.Entry(index);
                if (entry.State != PageState.Resident || entry.IsLeaving)
                    continue;
                if (entry.IsReferenced && !regardless)
                {
                    entry.IsReferenced = false;
                    continue;
                }

                if (!Leave(segment, index, ref entry, leaving))
                    return evicted;
                evicted++;
                segment.Hand = (index + 1) % segment.PageCount;
            }
        }

        return evicted;
    }

    private bool Leave(MemorySegment segment, int index, ref PageEntry entry, List<LeavingPage> leaving)
    {
        if (!entry.IsDirty)
        {
            _frames.Free(entry.Frame);
            entry.State = entry.Slot == 0 ? PageState.Ground : PageState.Out;
            segment.ResidentCount--;
            segment.OutCount += entry.Slot == 0 ? 0 : 1;
            return true;
        }

        var slot = segment.Owner.Slots.Take();
        if (slot == 0)
            return false;
        var bytes = _frames.Bytes(entry.Frame).ToArray();
        (entry.IsLeaving, entry.IsDirty, entry.NextSlot) = (true, false, slot);
        leaving.Add(new LeavingPage(segment, index, slot, bytes, MemoryPage.Checksum(bytes)));
        return true;
    }

    /// <summary>A page was written to its slot, or could not be.</summary>
    /// <param name="doubt">A VIOS that was given up without an answer and may write it still.</param>
    public void Conclude(LeavingPage page, bool written, PartitionId? doubt)
    {
        lock (_sync)
        {
            var (segment, slots) = (page.Segment, page.Segment.Owner.Slots);
            if (doubt is { } vios)
                slots.Doubt(page.Slot, vios);
            ref var entry = ref segment.Entry(page.Index);
            var isExpected = entry.IsLeaving && entry.NextSlot == page.Slot && entry.State == PageState.Resident;
            if (entry.NextSlot == page.Slot)
                (entry.IsLeaving, entry.NextSlot) = (false, 0);
            if (!isExpected || !written || entry.IsDirty)
            {
                slots.Free(page.Slot);
                entry.IsDirty |= isExpected;
                return;
            }

            slots.Free(entry.Slot);
            _frames.Free(entry.Frame);
            (entry.State, entry.Slot, entry.Checksum) = (PageState.Out, page.Slot, page.Checksum);
            segment.ResidentCount--;
            segment.OutCount++;
            segment.Owner.Counters.PageOuts++;
        }
    }

    /// <summary>A VIOS has ended: nothing that it was told to write comes any more.</summary>
    public void NoteViosEnded(PartitionId vios)
    {
        lock (_sync)
        {
            foreach (var partition in _partitions.Values)
                partition.Slots.Release(vios);
        }
    }
}
