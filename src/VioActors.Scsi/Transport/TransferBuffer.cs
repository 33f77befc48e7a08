using System.Buffers;
using System.Collections.Concurrent;

namespace VioActors.Scsi.Transport;

/// <summary>
/// Bytes on their way between an initiator and the storage, in a pooled array. Owned by one holder at a time; the last one disposes it.
/// Not thread-safe.
/// </summary>
public sealed class TransferBuffer : IDisposable
{
    /// <summary>Handles that are kept for the next commands: as many as a few sessions have in flight.</summary>
    private const int SpareCountMax = 1024;

    private static readonly ConcurrentQueue<TransferBuffer> Spare = new();

    private byte[]? _array;

    private TransferBuffer(byte[] array, int sizeBytes)
    {
        _array = array;
        SizeBytes = sizeBytes;
    }

    /// <summary>Used size in bytes; the rented array may be longer.</summary>
    public int SizeBytes { get; private set; }

    /// <exception cref="ObjectDisposedException">The buffer went back to its pool.</exception>
    public Memory<byte> Memory => Array.AsMemory(0, SizeBytes);

    public Span<byte> Span => Array.AsSpan(0, SizeBytes);

    /// <summary>The bytes as an array segment, for gathering socket sends.</summary>
    public ArraySegment<byte> Segment => new(Array, 0, SizeBytes);

    private byte[] Array => _array ?? throw new ObjectDisposedException(nameof(TransferBuffer));

    /// <summary>A buffer of <paramref name="sizeBytes"/> bytes with undefined content.</summary>
    public static TransferBuffer Rent(int sizeBytes)
    {
        var array = ArrayPool<byte>.Shared.Rent(sizeBytes);
        if (!Spare.TryDequeue(out var spare))
        {
            return new TransferBuffer(array, sizeBytes);
        }

        (spare._array, spare.SizeBytes) = (array, sizeBytes);
        return spare;
    }

    public static TransferBuffer CopyOf(ReadOnlySpan<byte> bytes)
    {
        var buffer = Rent(bytes.Length);
        bytes.CopyTo(buffer.Span);
        return buffer;
    }

    /// <summary>Gives the bytes back; safe to repeat.</summary>
    public void Dispose()
    {
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    /// <summary>
    /// As <see cref="Dispose"/>, and the object itself is somebody else's from now on: only for the one holder who knows that nobody uses
    /// or disposes it any more.
    /// </summary>
    public void Recycle()
    {
        if (_array is null)
        {
            return;
        }

        Dispose();
        if (Spare.Count < SpareCountMax)
        {
            Spare.Enqueue(this);
        }
    }
}
