using VioActors.Iscsi.Portal.Wires;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal;

/// <summary>
/// The sending half of a connection: a queue and one pump, run by whichever thread finds it idle, so that answers of many commands leave
/// in one
/// gathered send. The receive loop corks it while it works through what it has received. Thread-safe.
/// </summary>
internal sealed class PduSender : IHeldSender, IDisposable
{
    /// <summary>Queued bytes at which a corked sender starts all the same, to keep the socket busy during a long batch.</summary>
    private const int CorkSizeBytesMax = 256 * 1024;

    /// <summary>Answers that may wait for a fence; an initiator that has more in flight does not keep to its window.</summary>
    private const int FencedCountMax = 4096;

    private readonly Wire _wire;
    private readonly PduWriter _writer;
    private readonly SendBatch _batch = new();
    private readonly Lock _gate = new();
    private readonly int _queueSizeBytesMax;
    private List<SendItem> _pending = [];
    private List<SendItem> _taken = [];
    private int _takenNext;
    private long _queuedBytes;
    private bool _pumping;
    private bool _corked;
    private bool _closed;
    private int _fences;
    private readonly List<SendItem> _fenced = [];
    private readonly List<(long AtBytes, TaskCompletionSource Waiter)> _waiters = [];

    public PduSender(Wire wire, PduWriter writer, int queueSizeBytesMax)
    {
        _wire = wire;
        _writer = writer;
        _queueSizeBytesMax = queueSizeBytesMax;
        _wire.SendEnded = OnSent;
    }

    /// <summary>The queue has reached its limit: whoever produces must wait for <see cref="RoomAsync"/>.</summary>
    public bool IsOverLimit => Volatile.Read(ref _queuedBytes) > _queueSizeBytesMax;

    public void Enqueue(in SendItem item)
    {
        Hold(item);
        Start();
    }

    public void Enqueue(ControlPdu pdu) => Enqueue(new SendItem(pdu, pdu.Header.Length + pdu.Data.Length));

    /// <summary>Queues without sending: for callers which hold a lock. <see cref="Start"/> must follow.</summary>
    public void Hold(in SendItem item)
    {
        bool closed;
        lock (_gate)
        {
            closed = _closed;
            if (!closed && _fences > 0 && item.IsAnswer)
            {
                // Not counted as queued: the receive loop must go on, which takes the initiator's acknowledgement.
                _fenced.Add(item);
            }
            else if (!closed)
            {
                _pending.Add(item);
                _queuedBytes += item.CostBytes;
            }
        }
        if (closed)
        {
            item.Drop();
        }
        else if (_fenced.Count > FencedCountMax)
        {
            _wire.Abort();
        }
    }

    /// <summary>
    /// Answers that come from now on wait for <see cref="ReleaseAnswers"/>; what is queued, and all else, is sent (response fence, RFC 7143
    /// clause 4.2.2.3.3).
    /// </summary>
    public void HoldAnswers()
    {
        lock (_gate)
        {
            _fences++;
        }
    }

    /// <summary>After <see cref="HoldAnswers"/>: the answers go out in their order.</summary>
    public void ReleaseAnswers()
    {
        lock (_gate)
        {
            if (--_fences > 0)
            {
                return;
            }
            foreach (var item in _fenced)
            {
                _pending.Add(item);
                _queuedBytes += item.CostBytes;
            }
            _fenced.Clear();
        }
        SendHeld();
    }

    /// <summary>Sends what is queued unless the receive loop, or another receiver that this thread works for, is about to.</summary>
    public void Start()
    {
        if (Volatile.Read(ref _queuedBytes) >= CorkSizeBytesMax || !ReceivedBatch.TryHold(this))
        {
            SendHeld();
        }
    }

    /// <inheritdoc/>
    public void SendHeld()
    {
        bool start;
        lock (_gate)
        {
            start = TryStart();
        }
        if (start)
        {
            Pump();
        }
    }

    /// <summary>Holds back what is queued from now on, up to a limit.</summary>
    public void Cork()
    {
        lock (_gate)
        {
            _corked = true;
        }
    }

    /// <summary>Sends what was held back. Does not block.</summary>
    public void Uncork()
    {
        lock (_gate)
        {
            _corked = false;
        }
        SendHeld();
    }

    /// <summary>Completes when half of the queue is free again, or the connection is closed.</summary>
    public Task RoomAsync() => WhenQueuedAtMostAsync(_queueSizeBytesMax / 2);

    /// <summary>Completes when everything queued so far has been given to the operating system, or the connection is closed.</summary>
    public Task FlushAsync() => WhenQueuedAtMostAsync(0);

    /// <summary>Drops what is queued. The wire must be aborted before, so that a send in progress ends.</summary>
    public void Dispose()
    {
        bool idle;
        lock (_gate)
        {
            _closed = true;
            idle = !_pumping;
            _pumping = true;
            ReleaseWaiters();
        }
        if (idle)
        {
            Discard();
        }
    }

    private bool TryStart()
    {
        if (_pumping || _pending.Count == 0 || (_corked && _queuedBytes < CorkSizeBytesMax))
        {
            return false;
        }
        return _pumping = true;
    }

    private Task WhenQueuedAtMostAsync(long sizeBytes)
    {
        Uncork();
        lock (_gate)
        {
            if (_closed || _queuedBytes <= sizeBytes)
            {
                return Task.CompletedTask;
            }
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((sizeBytes, waiter));
            return waiter.Task;
        }
    }

    /// <summary>Under the lock. The receive loop, a drop and a shutdown may wait at the same time.</summary>
    private void ReleaseWaiters()
    {
        for (var i = _waiters.Count - 1; i >= 0; i--)
        {
            if (_closed || _queuedBytes <= _waiters[i].AtBytes)
            {
                _waiters[i].Waiter.TrySetResult();
                _waiters.RemoveAt(i);
            }
        }
    }

    private void OnSent()
    {
        if (Sent())
        {
            Pump();
        }
    }

    private void Pump()
    {
        while (TryFillBatch())
        {
            if (!_wire.Send(_batch) || !Sent())
            {
                return;
            }
        }
    }

    /// <summary>Accounts for a finished send; false when the connection is at its end.</summary>
    private bool Sent()
    {
        var failed = _wire.SendFailed;
        var cost = _batch.CostBytes;
        _batch.Clear();
        lock (_gate)
        {
            _queuedBytes -= cost;
            failed |= _closed;
            _closed = failed;
            ReleaseWaiters();
        }
        if (failed)
        {
            Discard();
            _wire.Abort(); // Ends the receive loop too, which cleans up.
        }
        return !failed;
    }

    private bool TryFillBatch()
    {
        while (!_batch.IsFull)
        {
            if (_takenNext == _taken.Count && !TryTake(_batch.Segments.Count == 0))
            {
                break;
            }
            var item = _taken[_takenNext];
            if (_writer.Write(item, _batch))
            {
                _takenNext++;
                _batch.CostBytes += item.CostBytes;
                item.Sent();
            }
        }
        return _batch.Segments.Count > 0;
    }

    private bool TryTake(bool stopWhenEmpty)
    {
        _taken.Clear();
        _takenNext = 0;
        lock (_gate)
        {
            if (_pending.Count == 0)
            {
                _pumping = !stopWhenEmpty;
                return false;
            }
            (_taken, _pending) = (_pending, _taken);
            return true;
        }
    }

    private void Discard()
    {
        for (; _takenNext < _taken.Count; _takenNext++)
        {
            _taken[_takenNext].Drop();
        }
        _taken.Clear();
        _pending.ForEach(static item => item.Drop());
        _pending.Clear();
        _fenced.ForEach(static item => item.Drop());
        _fenced.Clear();
        _wire.EndSending();
    }
}
