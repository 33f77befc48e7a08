namespace VioActors.Domain.Memory;

/// <summary>
/// The physical page frames of a shared memory pool. Bytes are taken of the process as frames are first used. Not thread-safe: owned by
/// <see cref="SharedMemory"/>, under its lock.
/// </summary>
internal sealed class FrameStore
{
    private const int SlabShift = 8;
    private const int FramesPerSlab = 1 << SlabShift;

    private readonly byte[]?[] _slabs;
    private readonly Stack<int> _free = new();
    private int _untouched;

    public FrameStore(int count)
    {
        Count = count;
        _slabs = new byte[]?[(count + FramesPerSlab - 1) >> SlabShift];
    }

    public int Count { get; private set; }

    public int FreeCount => Math.Max(0, _free.Count + Count - _untouched);

    /// <summary>Frames that have been used once: the memory that the process holds for them.</summary>
    public int TouchedCount => _untouched;

    /// <summary>A frame with any content; false when none is free.</summary>
    public bool TryTake(out int frame)
    {
        if (_free.TryPop(out frame))
            return true;
        if (_untouched >= Count)
            return false;
        frame = _untouched++;
        _slabs[frame >> SlabShift] ??= GC.AllocateUninitializedArray<byte>(FramesPerSlab * MemoryPage.SizeBytes);
        return true;
    }

    public void Free(int frame) => _free.Push(frame);

    public Span<byte> Bytes(int frame) =>
        _slabs[frame >> SlabShift].AsSpan((frame & (FramesPerSlab - 1)) << MemoryPage.Shift, MemoryPage.SizeBytes);
}
