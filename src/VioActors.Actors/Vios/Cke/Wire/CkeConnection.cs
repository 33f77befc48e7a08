using System.Buffers;
using System.Net.Sockets;

namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>
/// One connection of an interconnect: whole frames out, from any thread; frames in, by one reader. Closing it from any thread ends both.
/// <para>A frame is sent whole or the connection is broken; which of the two the sender learns by an exception.</para>
/// </summary>
internal sealed class CkeConnection : IDisposable
{
    private const int BufferSizeBytes = 64 * 1024;
    private const int JoinedSizeBytes = 16 * 1024;

    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly byte[] _outbound = new byte[CkeFrame.SizeBytes + JoinedSizeBytes];
    private readonly byte[] _inbound = new byte[BufferSizeBytes];
    private int _start;
    private int _end;

    public CkeConnection(Socket socket)
    {
        socket.NoDelay = true;
        _socket = socket;
    }

    /// <exception cref="IOException">The connection is broken.</exception>
    public async ValueTask SendAsync(CkeFrame frame, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            frame.Write(_outbound);
            var joined = payload.Length <= JoinedSizeBytes ? payload.Length : 0;
            payload.Span[..joined].CopyTo(_outbound.AsSpan(CkeFrame.SizeBytes));
            await SendAllAsync(_outbound.AsMemory(0, CkeFrame.SizeBytes + joined)).ConfigureAwait(false);
            if (joined < payload.Length)
                await SendAllAsync(payload).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            throw new IOException($"Interconnect: sending failed ({cause.Message})", cause);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next header. Its payload must be taken with <see cref="ReceiveAsync"/> before the next.</summary>
    /// <exception cref="IOException">The connection is broken, or the peer does not keep to the protocol.</exception>
    public async ValueTask<CkeFrame> ReceiveFrameAsync(CancellationToken cancellation)
    {
        while (_end - _start < CkeFrame.SizeBytes)
            await FillAsync(cancellation).ConfigureAwait(false);
        var frame = CkeFrame.Read(_inbound.AsSpan(_start, CkeFrame.SizeBytes));
        _start += CkeFrame.SizeBytes;
        return frame;
    }

    /// <summary>Fills the whole buffer with the next bytes.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public async ValueTask ReceiveAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        var buffered = Math.Min(_end - _start, destination.Length);
        _inbound.AsSpan(_start, buffered).CopyTo(destination.Span);
        _start += buffered;
        destination = destination[buffered..];
        while (!destination.IsEmpty)
            destination = destination[await ReadAsync(destination, cancellation).ConfigureAwait(false)..];
    }

    /// <summary>Takes a payload that nobody wants any more.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public async ValueTask SkipAsync(int lengthBytes, CancellationToken cancellation)
    {
        if (lengthBytes == 0)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(lengthBytes);
        try
        {
            await ReceiveAsync(buffer.AsMemory(0, lengthBytes), cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)..];
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_start == _end)
            _start = _end = 0;
        else if (_start > 0)
        {
            _inbound.AsSpan(_start, _end - _start).CopyTo(_inbound);
            (_start, _end) = (0, _end - _start);
        }

        _end += await ReadAsync(_inbound.AsMemory(_end), cancellation).ConfigureAwait(false);
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            var count = await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellation).ConfigureAwait(false);
            return count > 0 ? count : throw new IOException("Interconnect: the other side closed the connection");
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            throw new IOException($"Interconnect: receiving failed ({cause.Message})", cause);
        }
    }
}
