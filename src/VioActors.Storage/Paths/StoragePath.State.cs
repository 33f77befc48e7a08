namespace VioActors.Storage.Paths;

/// <content>Changes of state and injected causes.</content>
public sealed partial class StoragePath
{
    /// <summary>Sets a disturbance in place of the one in force.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time that is not above 0 and at most one day, or a count below 1.</exception>
    public void Inject(InjectedFault fault)
    {
        fault.Check();
        PathTransition? change = null;
        CancellationTokenSource? cut = null;
        lock (_sync)
        {
            _flapTimer?.Dispose();
            _flapTimer = null;
            _condition = new PathCondition(_condition.State, fault, false, _condition.Cut);
            if (fault is InjectedFault.Cut)
                (change, cut) = GoDown(PathCause.Injected, "An administrator cut the path.");
            if (fault is InjectedFault.Flap flap)
                _flapTimer = _time.CreateTimer(_ => TurnFlap(flap), null, flap.UsableFor, Timeout.InfiniteTimeSpan);
        }

        Announce(change, cut);
    }

    /// <summary>Takes the disturbance away. A path that is down stays down until <see cref="BringUp"/>.</summary>
    public PathChange ClearFault()
    {
        lock (_sync)
        {
            if (_condition.Fault is null)
                return PathChange.NoOp;
            _flapTimer?.Dispose();
            _flapTimer = null;
            _condition = new PathCondition(_condition.State, null, false, _condition.Cut);
            return PathChange.Ok;
        }
    }

    /// <summary>The watcher's decision, e.g. on error rate or latency.</summary>
    /// <param name="detail">A sentence for people.</param>
    public PathChange TakeDown(string detail) => TakeDown(PathCause.Decided, detail);

    /// <summary>After a clean probe; refused while an injected cut is in force.</summary>
    public PathChange BringUp()
    {
        PathTransition change;
        lock (_sync)
        {
            if (_condition.IsCutInjected)
                return PathChange.Refused;
            if (_condition.State == PathState.Up)
                return PathChange.NoOp;
            _condition = new PathCondition(PathState.Up, _condition.Fault, false, new CancellationTokenSource());
            change = Record(PathState.Up, PathCause.Probed, "The path was brought up.");
        }

        Announce(change, null);
        return PathChange.Ok;
    }

    private PathChange TakeDown(PathCause cause, string detail)
    {
        PathTransition? change;
        CancellationTokenSource? cut;
        lock (_sync)
            (change, cut) = GoDown(cause, detail);
        Announce(change, cut);
        return change is null ? PathChange.NoOp : PathChange.Ok;
    }

    private void TurnFlap(InjectedFault.Flap flap)
    {
        PathTransition? change = null;
        CancellationTokenSource? cut = null;
        lock (_sync)
        {
            if (!ReferenceEquals(_condition.Fault, flap) || _flapTimer is null)
                return;
            var cutNow = !_condition.IsCutInjected;
            _condition = new PathCondition(_condition.State, flap, cutNow, _condition.Cut);
            if (cutNow)
                (change, cut) = GoDown(PathCause.Injected, "The injected flapping cut the path.");
            _flapTimer.Change(cutNow ? flap.CutFor : flap.UsableFor, Timeout.InfiniteTimeSpan);
        }

        Announce(change, cut);
    }

    private (PathTransition? Change, CancellationTokenSource? Cut) GoDown(PathCause cause, string detail)
    {
        var was = _condition;
        if (was.State == PathState.Down)
            return (null, null);
        _condition = new PathCondition(
            PathState.Down, was.Fault, was.IsCutInjected, was.Cut);
        return (Record(PathState.Down, cause, detail), was.Cut);
    }

    private PathTransition Record(PathState to, PathCause cause, string detail)
    {
        var change = new PathTransition(++_sequence, _time.GetUtcNow(), to, cause, detail);
        _history = _history.Enqueue(change);
        if (++_historyCount > HistoryCountMax)
        {
            _history = _history.Dequeue();
            _historyCount--;
        }

        return change;
    }

    /// <summary>The I/Os that the cut ends go on elsewhere, not on the thread of who cut it.</summary>
    private void Announce(PathTransition? change, CancellationTokenSource? cut)
    {
        _ = cut?.CancelAsync();
        if (change is not null)
            _observer.OnTransition(this, change);
    }
}
