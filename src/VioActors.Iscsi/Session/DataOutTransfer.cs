using System.Threading.Tasks.Sources;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>What to do with the data segment of a Data-Out.</summary>
internal enum DataOutVerdict
{
    /// <summary>Receive it to the given place, then call <see cref="DataOutTransfer.EndFill"/>.</summary>
    Fill,

    /// <summary>Skip it, then call <see cref="DataOutTransfer.EndFill"/>.</summary>
    Skip,

    /// <summary>Skip it: the task is over.</summary>
    Ignore,

    /// <summary>Skip it and fail the task: wrong tag, DataSN, offset or length.</summary>
    Violation,
}

/// <summary>The fields of a Data-Out that its sequence is checked by.</summary>
internal readonly record struct DataOutFields(uint TargetTransferTag, uint DataSn, uint OffsetBytes, int SizeBytes, bool IsFinal);

/// <summary>
/// Data-Out of one write that did not come whole with its command: the unsolicited sequence, then R2Ts once the target asks for the
/// data. All sequences
/// arrive in order (DataPDUInOrder and DataSequenceInOrder are Yes), so that one counter says what is there. Thread-safe; no lock is
/// held while
/// continuations or sends run.
/// </summary>
internal sealed class DataOutTransfer : IValueTaskSource<TransferBuffer>, IThreadPoolWorkItem
{
    private readonly IscsiTask _task;
    private readonly SessionLink _link;
    private readonly Lock _gate = new();
    private readonly int _unsolicitedEnd;
    private ManualResetValueTaskSourceCore<TransferBuffer> _source;
    private CancellationTokenRegistration _cancellation;
    private TransferBuffer? _buffer;
    private SolicitedSequences _solicited;
    private bool _unsolicitedOpen;
    private int _received;
    private uint _dataSn;
    private int _wanted = -1;
    private int _eagerBytes;
    private int _askedBytes;
    private int _runningBytes;
    private bool _memoryAsked;
    private bool _filling;
    private bool _taken;
    private bool _closed;
    private bool _answerHeld;
    private TransferBuffer? _handedOver;

    /// <param name="link">What the task belongs to.</param>
    /// <param name="task">The write.</param>
    /// <param name="buffer">Place for the data that comes unasked, or for all of it; null when none comes unasked.</param>
    /// <param name="eagerBytes">What the buffer holds of the memory that is taken ahead of need.</param>
    /// <param name="immediateBytes">Data that came with the command.</param>
    /// <param name="unsolicitedEnd">Offset at which unsolicited data ends at the latest; 0: none follows.</param>
    public DataOutTransfer(
        SessionLink link, IscsiTask task, TransferBuffer? buffer, int eagerBytes, int immediateBytes, int unsolicitedEnd)
    {
        (_link, _task, _buffer, _eagerBytes, _received) = (link, task, buffer, eagerBytes, immediateBytes);
        (_unsolicitedEnd, _unsolicitedOpen) = (unsolicitedEnd, unsolicitedEnd > 0);
    }

    /// <summary>R2Ts sent so far.</summary>
    public uint R2tCount => (uint)_solicited.Issued;

    private bool IsExpectingData => _unsolicitedOpen || _solicited.Outstanding > 0;

    /// <summary>The first <paramref name="sizeBytes"/> bytes of a buffer as one of exactly that size.</summary>
    public static TransferBuffer Cut(TransferBuffer buffer, int sizeBytes)
    {
        if (buffer.SizeBytes == sizeBytes)
        {
            return buffer;
        }
        using (buffer)
        {
            return TransferBuffer.CopyOf(buffer.Span[..sizeBytes]);
        }
    }

    public ValueTask<TransferBuffer> ReceiveAsync(int sizeBytes, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_closed || cancellation.IsCancellationRequested)
            {
                return ValueTask.FromException<TransferBuffer>(new OperationCanceledException("The task has ended."));
            }
            if (_wanted >= 0)
            {
                throw new InvalidOperationException($"The data of task {_task.Tag:x8} was asked for twice.");
            }
            _wanted = sizeBytes;
            if (IsComplete())
            {
                return new ValueTask<TransferBuffer>(TakeResult());
            }
        }
        if (cancellation.CanBeCanceled)
        {
            _cancellation = cancellation.UnsafeRegister(static state => ((DataOutTransfer)state!).Close(), this);
        }
        Proceed();
        return new ValueTask<TransferBuffer>(this, _source.Version);
    }

    /// <summary>Judges a Data-Out by its header, before its data is received.</summary>
    public DataOutVerdict BeginFill(in DataOutFields pdu, out Memory<byte> place)
    {
        place = default;
        lock (_gate)
        {
            if (_closed && !_answerHeld)
            {
                return DataOutVerdict.Ignore;
            }
            var (tag, end, exact) = _unsolicitedOpen
                ? (BasicHeader.NoTag, _unsolicitedEnd, false)
                : (_solicited.CurrentTag, _solicited.CurrentEnd, true);
            var pduEnd = pdu.OffsetBytes + (long)pdu.SizeBytes;
            var inSequence = IsExpectingData && pdu.TargetTransferTag == tag && pdu.DataSn == _dataSn
                && pdu.OffsetBytes == _received && pduEnd <= end;
            // The final bit stands on the PDU that ends the burst and on no other (clause 11.7.1); an unsolicited sequence may end early.
            if (!inSequence || (pduEnd == end) != pdu.IsFinal && (exact || !pdu.IsFinal))
            {
                return DataOutVerdict.Violation;
            }
            if (_answerHeld)
            {
                return DataOutVerdict.Skip;
            }
            _filling = true;
            place = _buffer!.Memory.Slice(_received, pdu.SizeBytes);
            return DataOutVerdict.Fill;
        }
    }

    /// <summary>The data segment announced by <see cref="BeginFill"/> is through.</summary>
    public void EndFill(in DataOutFields pdu)
    {
        var send = false;
        lock (_gate)
        {
            _filling = false;
            if (_closed && !_answerHeld)
            {
                DisposeBuffer();
                return;
            }
            _received += pdu.SizeBytes;
            _dataSn++;
            if (pdu.IsFinal)
            {
                _dataSn = 0;
                _solicited.Done += _unsolicitedOpen ? 0 : 1;
                _unsolicitedOpen = false;
            }
            send = _answerHeld && !IsExpectingData;
            _answerHeld &= !send;
        }
        if (send)
        {
            _task.Send();
        }
        else
        {
            Proceed();
        }
    }

    /// <summary>The data segment announced by <see cref="BeginFill"/> did not arrive.</summary>
    public void AbortFill()
    {
        lock (_gate)
        {
            _filling = false;
            if (_closed)
            {
                DisposeBuffer();
            }
        }
    }

    /// <summary>The target has answered: true when no data is expected any more, so that the answer can go out now.</summary>
    public bool CloseUnlessExpectingData()
    {
        lock (_gate)
        {
            _answerHeld = !_closed && IsExpectingData;
        }
        Close();
        return !_answerHeld;
    }

    /// <summary>Takes back the answer that waits for data; false when it went out.</summary>
    public bool DropHeldAnswer()
    {
        lock (_gate)
        {
            var held = _answerHeld;
            _answerHeld = false;
            return held;
        }
    }

    /// <summary>No more data is wanted: a waiting target is cancelled.</summary>
    public void Close()
    {
        bool cancel;
        lock (_gate)
        {
            cancel = !_closed && _wanted >= 0 && !_taken;
            _closed = true;
            if (!_filling)
            {
                DisposeBuffer();
            }
        }
        if (cancel)
        {
            _source.SetException(new OperationCanceledException("The task has ended."));
        }
    }

    /// <summary>Memory for the rest of the data became free.</summary>
    public void MemoryGranted(int sizeBytes)
    {
        lock (_gate)
        {
            _askedBytes += sizeBytes;
            if (!_closed)
            {
                Enlarge();
            }
        }
        if (_closed)
        {
            ReturnMemory();
        }
        else
        {
            Proceed();
        }
    }

    public void ReturnMemory()
    {
        int eager, asked, running;
        lock (_gate)
        {
            (eager, asked, running) = (_eagerBytes, _askedBytes, _runningBytes);
            (_eagerBytes, _askedBytes, _runningBytes) = (0, 0, 0);
        }
        _link.Memory.Return(eager, asked, running);
    }

    TransferBuffer IValueTaskSource<TransferBuffer>.GetResult(short token)
    {
        _cancellation.Dispose();
        return _source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<TransferBuffer>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TransferBuffer>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Does what the state allows: hands the data over, asks for memory, or asks the initiator for the next bursts.</summary>
    private void Proceed()
    {
        TransferBuffer? result = null;
        var (askMemory, movedOn) = (false, false);
        lock (_gate)
        {
            if (_closed || _wanted < 0 || _unsolicitedOpen || _taken)
            {
                return;
            }
            if (IsComplete())
            {
                result = TakeResult();
                movedOn = TryMoveOn();
            }
            else if ((_buffer?.SizeBytes ?? 0) < _wanted)
            {
                askMemory = !_memoryAsked;
                _memoryAsked = true;
            }
            else
            {
                IssueR2ts();
            }
        }
        if (movedOn)
        {
            _link.Memory.GrantWaiting();
        }
        if (result is not null)
        {
            HandOver(result);
        }
        else if (!askMemory)
        {
            _link.Sender.Start();
        }
        else if (_link.Memory.TakeOrWait(this, _wanted))
        {
            MemoryGranted(_wanted);
        }
    }

    /// <summary>The target goes on with the write, which may hang: not in the middle of the receive loop.</summary>
    private void HandOver(TransferBuffer result)
    {
        _handedOver = result;
        if (!ReceiverTurn.TryPost(this))
        {
            _source.SetResult(result);
        }
    }

    void IThreadPoolWorkItem.Execute() => _source.SetResult(_handedOver!);

    private bool IsComplete() => !IsExpectingData && _received >= _wanted && !_filling;

    private TransferBuffer TakeResult()
    {
        var buffer = _buffer ?? TransferBuffer.Rent(0);
        (_buffer, _taken) = (null, true);
        return Cut(buffer, _wanted);
    }

    /// <summary>Under the lock. The data is there: the next task may ask for its own.</summary>
    private bool TryMoveOn()
    {
        if (_askedBytes == 0 || !_link.Memory.TryMoveOn(_askedBytes))
        {
            return false;
        }
        (_askedBytes, _runningBytes) = (0, _askedBytes);
        return true;
    }

    private void Enlarge()
    {
        var larger = TransferBuffer.Rent(_wanted);
        _buffer?.Span[.._received].CopyTo(larger.Span);
        DisposeBuffer();
        _buffer = larger;
    }

    private void IssueR2ts()
    {
        var parameters = _link.Parameters;
        if (!_solicited.IsStarted)
        {
            var bursts = SolicitedSequences.Count(_wanted - _received, parameters.MaxBurstLength);
            _solicited = new SolicitedSequences(_received, _wanted, parameters.MaxBurstLength, _link.TakeTransferTags(bursts));
        }
        while (_solicited.Outstanding < parameters.MaxOutstandingR2T && _solicited.TryIssue(out var r2t))
        {
            // Queued here, so that R2Ts keep their order; sent outside the lock.
            _link.Sender.Hold(new SendItem(_task, BasicHeader.SizeBytes, IsR2t: true, r2t));
        }
    }

    private void DisposeBuffer()
    {
        _buffer?.Dispose();
        _buffer = null;
    }
}
