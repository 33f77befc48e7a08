using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal.Wires;

/// <summary>
/// A connection with a thread of its own, which waits for its peer in the kernel: a command wakes the thread that serves it and no other,
/// unless that looks for the command meanwhile (<see cref="ReceivePolling"/>).
/// Sends never wait: what the system does not take at once is sent by a second thread, which is made for the first peer that reads slowly.
/// </summary>
internal sealed class ThreadWire(Socket socket, ThreadWatch watch, ReceivePolling polling) : Wire(socket)
{
    private const int VectorCountMax = SendBatch.SegmentCountMax;

    private readonly SafeSocketHandle _handle = socket.SafeHandle;
    private readonly GCHandle[] _pins = new GCHandle[VectorCountMax];
    private readonly object _sendGate = new();
    private ConnectionThread? _thread;
    private SendBatch? _batch;
    private Thread? _sendThread;
    private int _segment;
    private int _offset;
    private bool _isWaiting;
    private bool _ended;

    public override ConnectionThread? OwnThread => _thread;

    public override void Run(Func<Task> serve) => ConnectionThread.Start(watch, thread => _thread = thread, serve);

    public override ValueTask<int> ReceiveAsync(Memory<byte> destination) =>
        _thread is { IsCurrent: true, HasWork: false } ? new ValueTask<int>(Receive(destination.Span)) : ReceiveThereAsync(destination);

    public override bool Send(SendBatch batch)
    {
        (_batch, _segment, _offset) = (batch, 0, 0);
        if (TrySendRest())
        {
            return true;
        }
        lock (_sendGate)
        {
            _isWaiting = true;
            if (_sendThread is null)
            {
                _sendThread = new Thread(SendRests) { IsBackground = true, Name = "iSCSI send" };
                _sendThread.Start();
            }
            Monitor.Pulse(_sendGate);
        }
        return false;
    }

    public override void Abort()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both); // Whoever waits in the kernel returns, so that the descriptor can be closed.
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Not connected any more.
        }
        base.Abort();
    }

    public override void EndSending()
    {
        lock (_sendGate)
        {
            _ended = true;
            Monitor.Pulse(_sendGate);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveThereAsync(Memory<byte> destination)
    {
        await _thread!.SwitchTo();
        await _thread.FinishWork();
        return Receive(destination.Span);
    }

    private int Receive(Span<byte> destination)
    {
        try
        {
            var received = ReceivedBatch.MayGoOn() ? LinuxSocket.Receive(_handle, destination, waits: false) : -LinuxSocket.Eagain;
            if (received <= 0)
            {
                ReceivedBatch.End();
                received = Look(destination);
            }
            while (received is -LinuxSocket.Eagain or -LinuxSocket.Eintr)
            {
                received = LinuxSocket.Receive(_handle, destination, waits: true);
                if (received == -LinuxSocket.Eagain)
                {
                    LinuxSocket.Wait(_handle, LinuxSocket.PollIn);
                }
            }
            if (received <= 0)
            {
                return 0; // A broken connection ends like a closed one.
            }
            ReceivedBatch.Begin();
            return received;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>Receives without sleeping, for a while.</summary>
    private int Look(Span<byte> destination)
    {
        var received = -LinuxSocket.Eagain;
        if (!polling.TryBegin())
        {
            return received;
        }
        try
        {
            do
            {
                received = LinuxSocket.Receive(_handle, destination, waits: false);
            }
            while (received == -LinuxSocket.Eagain && polling.GoesOn());
        }
        finally
        {
            polling.End(received != -LinuxSocket.Eagain);
        }
        return received;
    }

    /// <summary>Sends what the system takes; true when the send has ended.</summary>
    private bool TrySendRest()
    {
        try
        {
            while (_segment < _batch!.Segments.Count)
            {
                var sent = SendOnce();
                if (sent == -LinuxSocket.Eagain)
                {
                    return false;
                }
                if (sent < 0 && sent != -LinuxSocket.Eintr)
                {
                    return SendFailed = true;
                }
                Advance(Math.Max(0, sent));
            }
        }
        catch (ObjectDisposedException)
        {
            SendFailed = true;
        }
        return true;
    }

    private unsafe long SendOnce()
    {
        var vectors = stackalloc LinuxSocket.IoVector[VectorCountMax];
        var segments = CollectionsMarshal.AsSpan(_batch!.Segments)[_segment..];
        var count = Math.Min(segments.Length, VectorCountMax);
        var pinned = 0;
        try
        {
            for (var i = 0; i < count; i++)
            {
                var segment = segments[i];
                if (!_batch.IsPinned(segment.Array!))
                {
                    _pins[pinned++] = GCHandle.Alloc(segment.Array, GCHandleType.Pinned);
                }
                var skip = i == 0 ? _offset : 0;
                vectors[i].Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(segment.Array!)) + segment.Offset + skip;
                vectors[i].Length = (nuint)(segment.Count - skip);
            }
            return LinuxSocket.Send(_handle, vectors, count);
        }
        finally
        {
            while (pinned > 0)
            {
                _pins[--pinned].Free();
            }
        }
    }

    private void Advance(long sent)
    {
        while (sent > 0)
        {
            var left = _batch!.Segments[_segment].Count - _offset;
            if (sent < left)
            {
                _offset += (int)sent;
                return;
            }
            sent -= left;
            (_segment, _offset) = (_segment + 1, 0);
        }
    }

    private void SendRests()
    {
        while (WaitForRest())
        {
            do
            {
                try
                {
                    LinuxSocket.Wait(_handle, LinuxSocket.PollOut);
                }
                catch (ObjectDisposedException)
                {
                    // The send finds that out too.
                }
            }
            while (!TrySendRest());
            SendEnded!();
        }
    }

    private bool WaitForRest()
    {
        lock (_sendGate)
        {
            while (!_isWaiting && !_ended)
            {
                Monitor.Wait(_sendGate);
            }
            var waited = _isWaiting;
            _isWaiting = false;
            return waited;
        }
    }
}
