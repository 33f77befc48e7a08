using System.Buffers;
using System.Net.Sockets;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Cke.Wire;

/// <summary>
/// One connection of an interconnect: whole frames out, from any thread; frames in, by one reader, which blocks. Closing it from any thread
/// ends both.
/// <para>No thread waits in a send: what the system does not take at once goes out by a second thread, which is made when that first
/// happens. A frame that cannot be sent breaks the connection, and its reader learns of it.</para>
/// </summary>
internal sealed partial class CkeConnection : IDisposable, IHeldSender
{
    private const int BufferSizeBytes = 64 * 1024;
    private const int StackSizeBytes = 512 * 1024;

    /// <summary>Enough for the next header while payloads are large: what the buffer takes of them must be copied.</summary>
    private const int SmallFillSizeBytes = 1024;

    /// <summary>Rests of payloads of at least this size are received where they belong.</summary>
    private const int LargeSizeBytes = 16 * 1024;

    /// <summary>Queued bytes at which they go out also while the thread works through what it has received.</summary>
    private const int HeldBytesMax = 256 * 1024;

    private readonly Socket _socket;
    private readonly object _sync = new();
    private readonly ReadOnlyMemory<byte>[] _parts = new ReadOnlyMemory<byte>[NonBlockingSend.PartCountMax];

    // Small until that is filled: most connections carry nothing but pings.
    private byte[] _inbound = new byte[SmallFillSizeBytes];
    private SendQueue _filling = new();
    private SendQueue _sending = new();
    private bool _isSending;
    private bool _isLeftOver;
    private volatile bool _isBroken;
    private Thread? _sender;
    private int _fillSizeBytes = BufferSizeBytes;
    private int _start;
    private int _end;

    /// <param name="socket">Blocking; nothing asynchronous was ever done with it, which would make it another one.</param>
    public CkeConnection(Socket socket)
    {
        socket.NoDelay = true;
        _socket = socket;
    }

    /// <summary>Who is at the other end: of a connection that was made from here, after the handshake.</summary>
    public CkeParty Other { get; set; }

    /// <summary>Runs what reads from a connection, on a thread that does nothing else.</summary>
    /// <param name="read">Never throws.</param>
    public static void StartReader(Action read)
    {
        void Run()
        {
            ReceivedBatch.OwnThread();
            read();
            ReceivedBatch.End();
        }

        new Thread(Run, StackSizeBytes) { IsBackground = true, Name = "interconnect" }.Start();
    }

    /// <summary>
    /// Sends a frame, or drops it when the connection is broken. Those that a reader sends while it works through what it has received, and
    /// those that come while others are being sent, go out together.
    /// </summary>
    public void Send(in CkeFrame frame, ReadOnlyMemory<byte> payload = default, ISentFrame? owner = null)
    {
        bool isDropped;
        var (isFree, isMuch) = (true, false);
        lock (_sync)
        {
            isDropped = _isBroken;
            if (!isDropped)
            {
                isFree = _filling.Add(frame, payload, owner);
                isMuch = _filling.SizeBytes >= HeldBytesMax;
            }
        }

        if (isFree)
            owner?.FreePayload();
        if (isDropped)
            owner?.EndSending();
        else if (isMuch || !ReceivedBatch.TryHold(this))
            SendHeld();
    }

    /// <inheritdoc/>
    public void SendHeld()
    {
        while (TryTake())
        {
            if (!TrySendRest())
            {
                LeaveToSender();
                return;
            }

            EndSending();
        }
    }

    /// <summary>The next header. Its payload must be taken with <see cref="Receive"/> before the next.</summary>
    /// <exception cref="IOException">The connection is broken, or the peer does not keep to the protocol.</exception>
    public CkeFrame ReceiveFrame()
    {
        while (_end - _start < CkeFrame.SizeBytes)
            Fill();
        var frame = CkeFrame.Read(_inbound.AsSpan(_start, CkeFrame.SizeBytes));
        _start += CkeFrame.SizeBytes;
        return frame;
    }

    /// <summary>Fills the whole buffer with the next bytes.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public void Receive(Span<byte> destination)
    {
        var buffered = Math.Min(_end - _start, destination.Length);
        _inbound.AsSpan(_start, buffered).CopyTo(destination);
        _start += buffered;
        destination = destination[buffered..];
        if (destination.Length >= LargeSizeBytes)
            _fillSizeBytes = SmallFillSizeBytes;
        while (!destination.IsEmpty)
            destination = destination[Read(destination)..];
    }

    /// <summary>Takes a payload that nobody wants any more.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public void Skip(int lengthBytes)
    {
        if (lengthBytes == 0)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(lengthBytes);
        try
        {
            Receive(buffer.AsSpan(0, lengthBytes));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        Break();
        ForgetIdle();
        _socket.Dispose();
    }

    private bool TryTake()
    {
        lock (_sync)
        {
            if (_isSending || _filling.IsEmpty)
                return false;
            (_filling, _sending) = (_sending, _filling);
            return _isSending = true;
        }
    }

    private void EndSending()
    {
        _sending.Clear();
        lock (_sync)
            _isSending = false;
    }

    /// <summary>Sends what the system takes; true when that is all, or the connection is broken.</summary>
    private bool TrySendRest()
    {
        while (!_isBroken && _sending.Next(_parts) is var count and > 0)
        {
            var sent = 0;
            try
            {
                if (NonBlockingSend.IsAvailable)
                    sent = NonBlockingSend.Send(_socket.SafeHandle, _parts.AsSpan(0, count));
            }
            catch (ObjectDisposedException)
            {
                sent = -1;
            }

            if (sent == 0)
                return false;
            if (sent < 0)
                Break();
            else
                _sending.Advance(sent);
        }

        return true;
    }

    private void LeaveToSender()
    {
        lock (_sync)
        {
            if (!_isBroken)
            {
                _isLeftOver = true;
                if (_sender is null)
                {
                    _sender = new Thread(SendLeftOvers, StackSizeBytes) { IsBackground = true, Name = "interconnect send" };
                    _sender.Start();
                }

                Monitor.Pulse(_sync);
                return;
            }
        }

        EndSending();
    }

    private void SendLeftOvers()
    {
        while (WaitForLeftOver())
        {
            try
            {
                while (!_isBroken && _sending.Next(_parts.AsSpan(0, 1)) > 0)
                    _sending.Advance(_socket.Send(_parts[0].Span));
            }
            catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
            {
                Break();
            }

            EndSending();
            SendHeld();
        }
    }

    private bool WaitForLeftOver()
    {
        lock (_sync)
        {
            while (!_isLeftOver && !_isBroken)
                Monitor.Wait(_sync);
            var isLeftOver = _isLeftOver;
            _isLeftOver = false;
            return isLeftOver;
        }
    }

    /// <summary>Who blocks in a call of the system returns.</summary>
    private void Break()
    {
        SendQueue dropped;
        lock (_sync)
        {
            if (_isBroken)
                return;
            _isBroken = true;
            (dropped, _filling) = (_filling, new SendQueue());
            Monitor.PulseAll(_sync);
        }

        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            // Not connected any more.
        }

        dropped.Clear();
        EndPark();
    }

    private void Fill()
    {
        if (_start == _end)
            _start = _end = 0;
        else if (_start > 0)
        {
            _inbound.AsSpan(_start, _end - _start).CopyTo(_inbound);
            (_start, _end) = (0, _end - _start);
        }

        var size = Math.Min(_inbound.Length - _end, _fillSizeBytes);
        var count = Read(_inbound.AsSpan(_end, size));
        _end += count;
        if (count < size)
            return;
        if (_inbound.Length < BufferSizeBytes)
            Array.Resize(ref _inbound, BufferSizeBytes);
        else
            _fillSizeBytes = Math.Min(BufferSizeBytes, _fillSizeBytes * 4);
    }

    private int Read(Span<byte> buffer)
    {
        try
        {
            if (!ReceivedBatch.MayGoOn() || _socket.Available == 0)
                ReceivedBatch.End();
            var count = _socket.Receive(buffer);
            if (count == 0)
                throw new IOException("Interconnect: the other side closed the connection");
            ReceivedBatch.Begin();
            return count;
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            throw new IOException($"Interconnect: receiving failed ({cause.Message})", cause);
        }
    }
}
