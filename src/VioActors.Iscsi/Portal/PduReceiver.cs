using System.Runtime.CompilerServices;
using VioActors.Iscsi.Portal.Wires;

namespace VioActors.Iscsi.Portal;

/// <summary>
/// The receiving half of a connection: one buffer that takes as many PDUs as the socket has, and a way around it for large data segments,
/// which land where they belong without a copy. Held responses go out before each read from the socket. Used by the receive loop alone.
/// </summary>
internal sealed class PduReceiver(Wire wire, PduSender sender, int bufferSizeBytes)
{
    /// <summary>Rests of data segments of at least this size are received in place; smaller ones are cheaper through the
    /// buffer.</summary>
    private const int DirectSizeBytesMin = 8 * 1024;

    /// <summary>Enough for the next header while data segments are large: what the buffer takes of them must be copied.</summary>
    private const int SmallFillSizeBytes = 2 * 1024;

    private byte[] _buffer = new byte[bufferSizeBytes];
    private int _fillSizeBytes = bufferSizeBytes;
    private int _start;
    private int _end;
    private long _receivedBytes;

    public int BufferedBytes => _end - _start;

    /// <summary>Bytes received so far. May be read by other threads to see whether the peer is alive.</summary>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>The buffered bytes; valid until the next call that receives.</summary>
    public Span<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    public void Consume(int sizeBytes) => _start += sizeBytes;

    /// <summary>Makes the buffer larger, once the peer is trusted with more memory.</summary>
    public void Grow(int sizeBytes)
    {
        var larger = new byte[Math.Max(sizeBytes, _buffer.Length)];
        Buffered.CopyTo(larger);
        (_end, _start, _buffer, _fillSizeBytes) = (BufferedBytes, 0, larger, larger.Length);
    }

    /// <summary>Receives until <paramref name="neededBytes"/> are buffered; false when the peer closed the connection first.</summary>
    public ValueTask<bool> FillAsync(int neededBytes) =>
        BufferedBytes >= neededBytes ? new ValueTask<bool>(true) : ReceiveMoreAsync(neededBytes);

    /// <summary>Moves the next <c>destination.Length</c> bytes of the stream to <paramref name="destination"/>.</summary>
    public ValueTask<bool> ReadAsync(Memory<byte> destination)
    {
        var taken = Math.Min(BufferedBytes, destination.Length);
        Buffered[..taken].CopyTo(destination.Span);
        Consume(taken);
        return taken == destination.Length ? new ValueTask<bool>(true) : ReadRestAsync(destination[taken..]);
    }

    /// <summary>Drops the next <paramref name="sizeBytes"/> bytes of the stream.</summary>
    public async ValueTask<bool> SkipAsync(int sizeBytes)
    {
        for (; ; )
        {
            var taken = Math.Min(BufferedBytes, sizeBytes);
            Consume(taken);
            sizeBytes -= taken;
            if (sizeBytes == 0)
            {
                return true;
            }
            if (!await FillAsync(1).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveMoreAsync(int neededBytes)
    {
        if (_start > 0)
        {
            Buffered.CopyTo(_buffer);
            (_end, _start) = (BufferedBytes, 0);
        }
        while (BufferedBytes < neededBytes)
        {
            var size = Math.Min(_buffer.Length - _end, Math.Max(neededBytes - BufferedBytes, _fillSizeBytes));
            var received = await ReceiveAsync(_buffer.AsMemory(_end, size)).ConfigureAwait(false);
            if (received == 0)
            {
                return false;
            }
            _end += received;
            _fillSizeBytes = Math.Min(_buffer.Length, received == size ? _fillSizeBytes * 4 : _fillSizeBytes);
        }
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReadRestAsync(Memory<byte> destination)
    {
        while (destination.Length >= DirectSizeBytesMin)
        {
            _fillSizeBytes = SmallFillSizeBytes;
            var received = await ReceiveAsync(destination).ConfigureAwait(false);
            if (received == 0)
            {
                return false;
            }
            destination = destination[received..];
        }
        if (!await FillAsync(destination.Length).ConfigureAwait(false))
        {
            return false;
        }
        Buffered[..destination.Length].CopyTo(destination.Span);
        Consume(destination.Length);
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> destination)
    {
        sender.Uncork();
        try
        {
            var received = await wire.ReceiveAsync(destination).ConfigureAwait(false);
            Volatile.Write(ref _receivedBytes, _receivedBytes + received);
            return received;
        }
        finally
        {
            sender.Cork();
        }
    }
}
