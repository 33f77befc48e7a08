using System.Buffers;

namespace VioActors.Scsi.Transport;

/// <summary>
/// Bytes on their way between an initiator and the storage, in a pooled array. Owned by one holder at a time; the last one disposes it.
/// Not thread-safe.
/// </summary>
public sealed class TransferBuffer : IDisposable
{
    private byte[]? _array;

    private TransferBuffer(byte[] array, int sizeBytes)
    {
        _array = array;
        SizeBytes = sizeBytes;
    }

    /// <summary>Used size in bytes; the rented array may be longer.</summary>
    public int SizeBytes { get; }

    /// <exception cref="ObjectDisposedException">The buffer went back to its pool.</exception>
    public Memory<byte> Memory => Array.AsMemory(0, SizeBytes);

    public Span<byte> Span => Array.AsSpan(0, SizeBytes);

    /// <summary>The bytes as an array segment, for gathering socket sends.</summary>
    public ArraySegment<byte> Segment => new(Array, 0, SizeBytes);

    private byte[] Array => _array ?? throw new ObjectDisposedException(nameof(TransferBuffer));

    /// <summary>A buffer of <paramref name="sizeBytes"/> bytes with undefined content.</summary>
    public static TransferBuffer Rent(int sizeBytes) => new(ArrayPool<byte>.Shared.Rent(sizeBytes), sizeBytes);

    public static TransferBuffer CopyOf(ReadOnlySpan<byte> bytes)
    {
        var buffer = Rent(bytes.Length);
        bytes.CopyTo(buffer.Span);
        return buffer;
    }

    public void Dispose()
    {
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
