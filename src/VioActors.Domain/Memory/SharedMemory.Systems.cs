namespace VioActors.Domain.Memory;

/// <summary>Images in the pool, and which operating system a partition runs on.</summary>
public sealed partial class SharedMemory
{
    /// <summary>The layer of an image; the one that is there, or a new one without pages.</summary>
    /// <param name="name">Name of the image.</param>
    /// <param name="checksums">CRC-32C of each page.</param>
    public ImageLayer AddLayer(string name, IReadOnlyList<uint> checksums)
    {
        lock (_sync)
        {
            if (!_layers.TryGetValue(name, out var layer))
                _layers[name] = layer = new ImageLayer(name, checksums);
            return layer;
        }
    }

    /// <summary>Takes an image out of the pool; false while somebody uses it.</summary>
    public bool RemoveLayer(string name)
    {
        lock (_sync)
        {
            if (!_layers.TryGetValue(name, out var layer))
                return true;
            if (layer.Users.Count > 0 || _reading.Any(read => ReferenceEquals(read.Ground, layer)))
                return false;
            layer.Evict(int.MaxValue, _frames.Free);
            return _layers.Remove(name);
        }
    }

    /// <summary>
    /// An operating system for a partition that does not run on it yet: what is written to it (<see cref="WriteTo"/>) is its own.
    /// </summary>
    /// <param name="isShared">On the pool's one copy; otherwise with a copy of every page that it uses.</param>
    public MemorySegment Prepare(MemoryPartition partition, ImageLayer layer, bool isShared)
    {
        lock (_sync)
        {
            var segment = new MemorySegment(partition, layer.PageCount, layer, isShared);
            partition.Segments.Add(segment);
            layer.Users.Add(segment);
            return segment;
        }
    }

    /// <summary>An operating system that is being made, on zeros.</summary>
    public MemorySegment PrepareEmpty(MemoryPartition partition, int pageCount)
    {
        lock (_sync)
        {
            var segment = new MemorySegment(partition, pageCount, null, isShared: false);
            partition.Segments.Add(segment);
            return segment;
        }
    }

    /// <summary>The partition runs on that one from now on. Gives the former, which keeps its pages and leaves the pool first.</summary>
    public MemorySegment? Switch(MemoryPartition partition, MemorySegment? segment)
    {
        lock (_sync)
        {
            var former = partition.Os;
            if (former is not null)
                former.IsDetached = true;
            if (segment is not null)
                segment.IsDetached = false;
            partition.Os = segment;
            return former;
        }
    }

    /// <summary>Nobody runs on it any more.</summary>
    public void Discard(MemorySegment segment)
    {
        lock (_sync)
        {
            if (!ReferenceEquals(segment.Owner.Os, segment))
                Drop(segment);
        }
    }

    /// <summary>Reads of a segment that its partition may not run on. <paramref name="page"/>: what is missing.</summary>
    public MemoryAccess ReadFrom(MemorySegment segment, long offset, Span<byte> destination, out int page) =>
        Move(segment, offset, destination.Length, out page, destination, default);

    /// <summary>Writes to a segment that its partition may not run on. <paramref name="page"/>: what is missing.</summary>
    public MemoryAccess WriteTo(MemorySegment segment, long offset, ReadOnlySpan<byte> source, out int page) =>
        Move(segment, offset, source.Length, out page, default, source);

    private MemoryAccess Move(
        MemorySegment segment, long offset, int count, out int page, Span<byte> destination, ReadOnlySpan<byte> source)
    {
        page = 0;
        if (offset < 0 || offset > ((long)segment.PageCount << MemoryPage.Shift) - count)
            return MemoryAccess.BadAddress;
        lock (_sync)
        {
            for (var done = 0; done < count;)
            {
                page = (int)((offset + done) >> MemoryPage.Shift);
                var within = (int)((offset + done) & (MemoryPage.SizeBytes - 1));
                var part = Math.Min(count - done, MemoryPage.SizeBytes - within);
                var moved = source.IsEmpty
                    ? TryRead(segment, page, within, destination.Slice(done, part))
                    : TryWrite(segment, page, within, source.Slice(done, part));
                if (!moved)
                    return MemoryAccess.Fault;
                done += part;
            }
        }

        return MemoryAccess.Done;
    }
}
