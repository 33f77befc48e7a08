using System.Buffers;
using System.Buffers.Binary;

namespace VioActors.Storage.Nbd;

/// <summary>
/// The server's bytes: headers come out of a small buffer, payloads go straight to where they belong. One reader at a time.
/// </summary>
internal sealed class NbdReader(Stream stream) : IDisposable
{
    private const int BufferBytes = 16 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _start;
    private int _end;

    /// <summary>Whether the stream ended cleanly before the first byte of what was to be read.</summary>
    public bool AtEnd { get; private set; }

    public async ValueTask ReadAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (!destination.IsEmpty)
        {
            if (_start == _end)
            {
                if (destination.Length >= _buffer.Length)
                {
                    await ReadDirectlyAsync(destination, cancellation).ConfigureAwait(false);
                    return;
                }

                (_start, _end) = (0, await stream.ReadAsync(_buffer, cancellation).ConfigureAwait(false));
                EndIf(_end == 0);
            }

            var taken = Math.Min(destination.Length, _end - _start);
            _buffer.AsMemory(_start, taken).CopyTo(destination);
            _start += taken;
            destination = destination[taken..];
        }
    }

    /// <summary>Throws bytes away, at most what the caller has bounded.</summary>
    public async ValueTask SkipAsync(int length, CancellationToken cancellation)
    {
        var scratch = new byte[Math.Min(length, 4096)];
        for (; length > 0; length -= Math.Min(length, scratch.Length))
            await ReadAsync(scratch.AsMemory(0, Math.Min(length, scratch.Length)), cancellation).ConfigureAwait(false);
    }

    public async ValueTask<uint> ReadUInt32Async(Memory<byte> scratch, CancellationToken cancellation)
    {
        await ReadAsync(scratch[..4], cancellation).ConfigureAwait(false);
        return BinaryPrimitives.ReadUInt32BigEndian(scratch.Span);
    }

    /// <summary>Only after the last read has ended.</summary>
    public void Dispose()
    {
        if (_buffer.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask ReadDirectlyAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (!destination.IsEmpty)
        {
            var read = await stream.ReadAsync(destination, cancellation).ConfigureAwait(false);
            EndIf(read == 0);
            destination = destination[read..];
        }
    }

    private void EndIf(bool ended)
    {
        if (!ended)
            return;
        AtEnd = true;
        throw new EndOfStreamException("The server closed the connection.");
    }
}
