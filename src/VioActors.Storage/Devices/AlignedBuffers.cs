using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace VioActors.Storage.Devices;

/// <summary>
/// Memory that direct I/O takes: 256 KiB blocks on 4 KiB boundaries, kept for reuse, at most as many as are rented at once. Thread-safe.
/// </summary>
internal sealed unsafe class AlignedBuffers : IDisposable
{
    public const int BlockBytes = 256 * 1024;
    private const int Boundary = 4096;
    private readonly ConcurrentBag<nint> _free = [];
    private volatile bool _disposed;

    /// <summary>A block with undefined content; disposed of by its renter.</summary>
    public Block Rent() => new(this, _free.TryTake(out var start) ? start : (nint)NativeMemory.AlignedAlloc(BlockBytes, Boundary));

    /// <summary>Blocks that are rented now are freed when they come back.</summary>
    public void Dispose()
    {
        _disposed = true;
        FreeAll();
    }

    private void Return(nint start)
    {
        _free.Add(start);
        if (_disposed)
            FreeAll();
    }

    private void FreeAll()
    {
        while (_free.TryTake(out var start))
            NativeMemory.AlignedFree((void*)start);
    }

    /// <summary>One rented block.</summary>
    public readonly struct Block(AlignedBuffers owner, nint start) : IDisposable
    {
        public Span<byte> Span => new((void*)start, BlockBytes);

        public void Dispose() => owner.Return(start);
    }
}
