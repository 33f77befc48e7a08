namespace VioActors.Storage.Paths;

/// <content>Changes of state and injected causes.</content>
public sealed partial class StoragePath
{
    /// <summary>Sets a disturbance of the whole path in place of the one in force.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time that is not above 0 and at most one day, or a count below 1.</exception>
    public void Inject(InjectedFault fault)
    {
        fault.Check();
        var changes = new List<VolumeChange>();
        PathTransition? change = null;
        lock (_sync)
        {
            _flapTimer?.Dispose();
            _flapTimer = null;
            (_fault, _isCutInjected) = (fault, fault is InjectedFault.Cut);
            if (fault is InjectedFault.Cut)
                change = GoDown(PathCause.Injected, "An administrator cut the path.", changes);
            RefreshAll();
            if (fault is InjectedFault.Flap flap)
                _flapTimer = _time.CreateTimer(_ => TurnFlap(flap), null, flap.UsableFor, Timeout.InfiniteTimeSpan);
        }

        Announce(change, changes);
    }

    /// <summary>
    /// Sets a disturbance of one volume on this path. One of the whole path counts more while it is in force. Flapping is the path's only.
    /// </summary>
    /// <returns><see cref="PathChange.Refused"/>: it is not behind this path.</returns>
    /// <exception cref="ArgumentOutOfRangeException">As for the path, or a flapping volume.</exception>
    public PathChange Inject(int pvIndex, InjectedFault fault)
    {
        fault.Check();
        if (fault is InjectedFault.Flap)
            throw new ArgumentOutOfRangeException(nameof(fault), fault, "A single volume does not flap.");
        var changes = new List<VolumeChange>();
        PathTransition? change = null;
        lock (_sync)
        {
            if (Find(pvIndex) is not { } volume)
                return PathChange.Refused;
            volume.OwnFault = fault;
            if (fault is InjectedFault.Cut)
                change = GoDown(volume, PathCause.Injected, "An administrator cut it off.", changes);
            Refresh(volume);
        }

        Announce(change, changes);
        return PathChange.Ok;
    }

    /// <summary>Takes the path's disturbance away. What is down stays so until it is brought up.</summary>
    public PathChange ClearFault()
    {
        lock (_sync)
        {
            if (_fault is null)
                return PathChange.NoOp;
            _flapTimer?.Dispose();
            _flapTimer = null;
            (_fault, _isCutInjected) = (null, false);
            RefreshAll();
            return PathChange.Ok;
        }
    }

    /// <summary>Takes a volume's disturbance away. If it is down it stays so until it is brought up.</summary>
    public PathChange ClearFault(int pvIndex)
    {
        lock (_sync)
        {
            if (Find(pvIndex) is not { OwnFault: not null } volume)
                return PathChange.NoOp;
            volume.OwnFault = null;
            Refresh(volume);
            return PathChange.Ok;
        }
    }

    /// <summary>Every volume is given up on this path.</summary>
    /// <param name="detail">A sentence for people.</param>
    public PathChange TakeDown(string detail)
    {
        var changes = new List<VolumeChange>();
        PathTransition? change;
        lock (_sync)
            change = GoDown(PathCause.Decided, detail, changes);
        Announce(change, changes);
        return changes.Count == 0 && change is null ? PathChange.NoOp : PathChange.Ok;
    }

    /// <summary>The watcher's decision on one volume, e.g. on error rate or latency.</summary>
    /// <param name="detail">A sentence for people.</param>
    public PathChange TakeDown(int pvIndex, string detail) =>
        Find(pvIndex) is { } volume ? TakeDown(volume, PathCause.Decided, detail) : PathChange.NoOp;

    /// <summary>After a clean probe of all its volumes; refused while an injected cut of all of them is in force.</summary>
    public PathChange BringUp()
    {
        var changes = new List<VolumeChange>();
        PathTransition? change;
        lock (_sync)
        {
            if (_isCutInjected)
                return PathChange.Refused;
            foreach (var volume in _volumes.Values)
                ComeUp(volume, changes);
            change = _volumes.IsEmpty && _state == PathState.Down
                ? Turn(PathState.Up, PathCause.Probed, "The path was brought up.")
                : Settle(PathCause.Probed, "The path was brought up.");
        }

        Announce(change, changes);
        return changes.Count == 0 && change is null ? PathChange.NoOp : PathChange.Ok;
    }

    /// <summary>After a clean probe of this volume; refused while an injected cut of it is in force, or without such a volume.</summary>
    public PathChange BringUp(int pvIndex)
    {
        var changes = new List<VolumeChange>();
        PathTransition? change;
        lock (_sync)
        {
            if (Find(pvIndex) is not { } volume || volume.Condition.IsCutInjected)
                return PathChange.Refused;
            if (volume.Condition.State == PathState.Up)
                return PathChange.NoOp;
            ComeUp(volume, changes);
            change = Settle(PathCause.Probed, $"Volume {pvIndex} was brought up.");
        }

        Announce(change, changes);
        return PathChange.Ok;
    }

    private PathChange TakeDown(PathVolume volume, PathCause cause, string detail)
    {
        var changes = new List<VolumeChange>();
        PathTransition? change;
        lock (_sync)
        {
            // It may have been taken off since.
            if (Find(volume.Index) != volume)
                return PathChange.NoOp;
            change = GoDown(volume, cause, detail, changes);
        }

        Announce(change, changes);
        return changes.Count == 0 ? PathChange.NoOp : PathChange.Ok;
    }

    private void TurnFlap(InjectedFault.Flap flap)
    {
        var changes = new List<VolumeChange>();
        PathTransition? change = null;
        lock (_sync)
        {
            if (!ReferenceEquals(_fault, flap) || _flapTimer is null)
                return;
            _isCutInjected = !_isCutInjected;
            if (_isCutInjected)
                change = GoDown(PathCause.Injected, "The injected flapping cut the path.", changes);
            RefreshAll();
            _flapTimer.Change(_isCutInjected ? flap.CutFor : flap.UsableFor, Timeout.InfiniteTimeSpan);
        }

        Announce(change, changes);
    }

    // From here on under the lock.
    private PathTransition? GoDown(PathCause cause, string detail, List<VolumeChange> changes)
    {
        foreach (var volume in _volumes.Values)
            Fall(volume, cause, detail, changes);
        return _state == PathState.Up ? Turn(PathState.Down, cause, detail) : null;
    }

    private PathTransition? GoDown(PathVolume volume, PathCause cause, string detail, List<VolumeChange> changes)
    {
        Fall(volume, cause, detail, changes);
        return Settle(cause, $"Volume {volume.Index}: {detail}");
    }

    private void Fall(PathVolume volume, PathCause cause, string detail, List<VolumeChange> changes)
    {
        var was = volume.Condition;
        if (was.State == PathState.Down)
            return;
        volume.Condition = new PathCondition(PathState.Down, was.Fault, was.IsCutInjected, was.Cut);
        changes.Add(new VolumeChange(volume, volume.History.Add(PathState.Down, cause, detail), was.Cut));
    }

    private void ComeUp(PathVolume volume, List<VolumeChange> changes)
    {
        var was = volume.Condition;
        if (was.State == PathState.Up || was.IsCutInjected)
            return;
        volume.Condition = new PathCondition(PathState.Up, was.Fault, false, new CancellationTokenSource());
        changes.Add(new VolumeChange(volume, volume.History.Add(PathState.Up, PathCause.Probed, "It was brought up."), null));
    }

    /// <summary>Whether the path as a whole is another than before, by its volumes.</summary>
    private PathTransition? Settle(PathCause cause, string detail)
    {
        if (_volumes.IsEmpty)
            return null;
        var now = _volumes.Values.Any(volume => volume.Condition.State == PathState.Up) ? PathState.Up : PathState.Down;
        return now == _state ? null : Turn(now, cause, detail);
    }

    private PathTransition Turn(PathState to, PathCause cause, string detail)
    {
        _state = to;
        return _history.Add(to, cause, detail);
    }

    private void RefreshAll()
    {
        foreach (var volume in _volumes.Values)
            Refresh(volume);
    }

    private void Refresh(PathVolume volume)
    {
        var was = volume.Condition;
        var fault = _fault is null or InjectedFault.Flap ? volume.OwnFault ?? _fault : _fault;
        volume.Condition = new PathCondition(was.State, fault, _isCutInjected || volume.OwnFault is InjectedFault.Cut, was.Cut);
    }

    /// <summary>Without the lock. The I/Os that a cut ends go on elsewhere, not on the thread of who cut it.</summary>
    private void Announce(PathTransition? change, List<VolumeChange> changes)
    {
        foreach (var (volume, transition, cut) in changes)
        {
            _ = cut?.CancelAsync();
            _observer.OnVolumeTransition(this, volume.Index, transition);
        }

        if (change is not null)
            _observer.OnTransition(this, change);
    }

    private readonly record struct VolumeChange(PathVolume Volume, PathTransition Transition, CancellationTokenSource? Cut);
}
