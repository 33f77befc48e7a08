using System.Collections.Concurrent;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Portal.Wires;

/// <summary>
/// One thread of the system as long as it carries a connection. What may hang it does between two requests (<see cref="ReceiverTurn"/>):
/// when it has not come back from one piece of work for a whole interval of the watch, it is taken off, by one exchange of a number that
/// it compares when it comes back. It then ends, having done that one piece. Thread-safe where said.
/// </summary>
internal sealed class CarrierThread
{
    private const long TakenOff = 0;

    private readonly ConcurrentQueue<IThreadPoolWorkItem> _work = new();

    /// <summary>Odd while it does a piece of work, even between two.</summary>
    private long _turn = 2;

    private long _seen;
    private int _id;
    private volatile ReceivedBatch? _batch;
    private volatile bool _isOver;

    public bool IsCurrent => Environment.CurrentManagedThreadId == Volatile.Read(ref _id);

    /// <summary>Something waits to be done between two requests.</summary>
    public bool HasWork => !_work.IsEmpty;

    /// <summary>It has come back and ended. From any thread.</summary>
    public bool IsOver => _isOver;

    /// <summary>Before all else, on the thread itself.</summary>
    public void Begin()
    {
        _batch = ReceivedBatch.OwnThread();
        ReceiverTurn.Own(_work);
        Volatile.Write(ref _id, Environment.CurrentManagedThreadId);
    }

    /// <summary>Does what waits, on the thread itself. False: it was taken off meanwhile, and holds nothing any more.</summary>
    public bool Work()
    {
        while (_work.TryDequeue(out var next))
        {
            var turn = _turn + 1;
            Volatile.Write(ref _turn, turn);
            next.Execute();
            if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) != turn)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>After all else, on the thread itself. What came to be done meanwhile is done by others.</summary>
    public void End()
    {
        ReceiverTurn.Own(null);
        ReceivedBatch.End();
        while (_work.TryDequeue(out var next))
        {
            ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
        }
        _isOver = true;
    }

    /// <summary>Called at intervals, by one at a time: true when it is taken off now, since it did the same thing the last time.</summary>
    public bool TryTakeOff()
    {
        var turn = Volatile.Read(ref _turn);
        if ((turn & 1) == 0 || turn != _seen)
        {
            _seen = turn;
            return false;
        }
        return Interlocked.CompareExchange(ref _turn, TakenOff, turn) == turn;
    }

    /// <summary>After it was taken off: all that is not in its hands goes to its successor, before that begins.</summary>
    public void LeaveTo(CarrierThread successor)
    {
        while (_work.TryDequeue(out var next))
        {
            successor._work.Enqueue(next);
        }
        SendHeld();
    }

    /// <summary>What it had collected to be sent goes out; from any thread, after it was taken off.</summary>
    public void SendHeld() => _batch?.GiveUp();
}
