using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>
/// Delivers the requests of a session in the order of their CmdSN, whichever of its connections they come by (RFC 7143 clause 4.2.2.1).
/// Those which come too early wait, as do those that come while the one before is being delivered; there are never more than the window
/// lets through. No lock is held while a request is delivered. What is to be executed (<see cref="ReceiverTurn"/>) is so before the next
/// request is delivered. Thread-safe.
/// </summary>
internal sealed class CommandOrder(CommandWindow window) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Held> _held = [];
    private readonly List<Waiter> _waiters = [];
    private bool _isDelivering;

    /// <summary>First judgement of a request, before its data is received; <see cref="Enter"/> has the last word.</summary>
    public CommandArrival Arrive(uint cmdSn, bool immediate)
    {
        var arrival = window.Arrive(cmdSn, immediate);
        if (arrival != CommandArrival.Hold)
        {
            return arrival;
        }
        lock (_gate)
        {
            return _held.ContainsKey(cmdSn) ? CommandArrival.Drop : CommandArrival.Hold;
        }
    }

    /// <summary>
    /// Uses up the number of a request whose turn it is: deliver it now, then call <see cref="Leave"/>. Not for immediate requests.
    /// </summary>
    public CommandArrival Enter(uint cmdSn)
    {
        lock (_gate)
        {
            var arrival = window.Arrive(cmdSn, immediate: false);
            if (arrival == CommandArrival.Drop || _held.ContainsKey(cmdSn))
            {
                return CommandArrival.Drop;
            }
            if (arrival == CommandArrival.Hold || _isDelivering)
            {
                return CommandArrival.Hold;
            }
            _isDelivering = true;
            window.Advance();
            return CommandArrival.Deliver;
        }
    }

    /// <summary>Keeps a request until its turn; a repeat is abandoned. False: its turn has come meanwhile, enter again.</summary>
    /// <param name="cmdSn">Its number.</param>
    /// <param name="owner">The connection that it came by.</param>
    /// <param name="deliver">Called by whoever delivers the one before.</param>
    /// <param name="abandon">Called when it will never be delivered.</param>
    public bool TryHold(uint cmdSn, object owner, Action deliver, Action? abandon)
    {
        lock (_gate)
        {
            var arrival = window.Arrive(cmdSn, immediate: false);
            if (arrival == CommandArrival.Deliver && !_isDelivering)
            {
                return false;
            }
            if (arrival != CommandArrival.Drop && _held.TryAdd(cmdSn, new Held(owner, deliver, abandon)))
            {
                return true;
            }
        }
        abandon?.Invoke();
        return true;
    }

    /// <summary>Delivers what waited for the request that was delivered just now.</summary>
    public void Leave()
    {
        while (TryTakeNext(out var next))
        {
            next.Deliver();
        }
    }

    void IThreadPoolWorkItem.Execute() => Leave();

    /// <summary>Completes when all requests before that number have been delivered; cancelled with its owner's removal.</summary>
    public Task WhenDeliveredAsync(uint cmdSn, object owner)
    {
        lock (_gate)
        {
            return IsReached(cmdSn) && !_isDelivering ? Task.CompletedTask : Wait(cmdSn, owner);
        }
    }

    /// <summary>Completes when the request that is being delivered now, if any, is through.</summary>
    public Task WhenIdleAsync(object owner)
    {
        lock (_gate)
        {
            return _isDelivering ? Wait(window.ExpCmdSn, owner) : Task.CompletedTask;
        }
    }

    /// <summary>A connection is gone: what waits of it will not be delivered, and its numbers are free for a repeat.</summary>
    public void Remove(object owner)
    {
        List<Held> gone = [];
        lock (_gate)
        {
            foreach (var (cmdSn, held) in _held)
            {
                if (ReferenceEquals(held.Owner, owner) && _held.Remove(cmdSn))
                {
                    gone.Add(held);
                }
            }
            _waiters.RemoveAll(waiter => ReferenceEquals(waiter.Owner, owner) && waiter.Done.TrySetCanceled());
        }
        foreach (var held in gone)
        {
            held.Abandon?.Invoke();
        }
    }

    private Task Wait(uint cmdSn, object owner)
    {
        var waiter = new Waiter(owner, cmdSn, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiters.Add(waiter);
        return waiter.Done.Task;
    }

    private bool TryTakeNext(out Held next)
    {
        lock (_gate)
        {
            if (_waiters.Count > 0)
            {
                _waiters.RemoveAll(waiter => IsReached(waiter.CmdSn) && waiter.Done.TrySetResult());
            }
            next = default;
            if (_held.Count > 0 && _held.ContainsKey(window.ExpCmdSn))
            {
                if (ReceiverTurn.TryPostBehind(this))
                {
                    return false;
                }
                _held.Remove(window.ExpCmdSn, out next);
                window.Advance();
                return true;
            }
            _isDelivering = false;
            return false;
        }
    }

    private bool IsReached(uint cmdSn) => (int)(window.ExpCmdSn - cmdSn) >= 0;

    private readonly record struct Held(object Owner, Action Deliver, Action? Abandon);

    private readonly record struct Waiter(object Owner, uint CmdSn, TaskCompletionSource Done);
}
