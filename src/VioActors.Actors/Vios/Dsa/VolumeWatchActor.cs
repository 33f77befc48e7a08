using Akka.Actor;
using Akka.Event;
using VioActors.Storage;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// Watches one volume on a physical path. One for each; made and supervised by <see cref="PathActor"/>.
/// <para>Watching → (volume down) throws <see cref="FabricLostException"/> → restarted → Probing → (clean probes)
/// → Watching. It probes in both states; while watching it takes a volume down that is silent, too slow or fails too much (RED-9).</para>
/// Guarantee: a volume that is down comes back only after the configured number of clean probes in a row, more of them when it was lost
/// repeatedly. One probe at a time: a storage that hangs does not collect them. Gap: a volume which accepts a probe and then fails
/// real I/O goes down again.
/// </summary>
internal sealed class VolumeWatchActor : ReceiveActor, IWithTimers
{
    private readonly StoragePath _path;
    private readonly int _pvIndex;
    private readonly PathSettings _now;
    private readonly TimeProvider _time;
    private readonly PathHealth _health;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Task<(StorageResult Result, string Detail)>? _outstanding;
    private int _cleanProbes;
    private int _failedProbes;

    public VolumeWatchActor(StoragePath path, int pvIndex, PathSettings now, TimeProvider time)
    {
        (_path, _pvIndex, _now, _time) = (path, pvIndex, now, time);
        _health = new PathHealth(now.Current);
        if (path.IsUp(pvIndex))
            Watching();
        else
            Probing();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => ScheduleProbe();

    private void Watching()
    {
        Receive<PathTransition>(transition =>
        {
            // The way up is this actor's own doing.
            if (transition.To == PathState.Down)
                throw new FabricLostException(_path.Name, _pvIndex, transition.Detail);
        });
        Receive<Probe>(_ =>
        {
            // One that was taken off and added again while no other was reached is down without ever having gone down.
            if (_path.FindVolume(_pvIndex) is { State: PathState.Down })
                throw new FabricLostException(_path.Name, _pvIndex, "it is down on the path");
            StartProbe();
        });
        Receive<ProbeEnded>(Watch);
        Receive<WatchAsSet>(_ => ScheduleAnew());
    }

    private void Probing()
    {
        Receive<Probe>(_ => StartProbe());
        Receive<ProbeEnded>(Judge);
        Receive<PathTransition>(_ => { });
        Receive<WatchAsSet>(_ => ScheduleAnew());
    }

    private void StartProbe()
    {
        if (_path.FindVolume(_pvIndex) is { State: PathState.Up } volume && _health.Judge(volume.Figures) is { } degraded)
        {
            TakeDown(degraded);
            return;
        }

        if (_outstanding is { IsCompleted: false })
            Self.Tell(new ProbeEnded(PathProbe.Silent(_now.Current.AnswerLimit)));
        else
            ProbeAsync().PipeTo(
                Self, success: probe => new ProbeEnded(probe),
                failure: cause => new ProbeEnded(new PathProbe(StorageResult.PathLost, TimeSpan.Zero, cause.Message)));
    }

    private async Task<PathProbe> ProbeAsync()
    {
        var begun = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(_now.Current.AnswerLimit, _time);
        _outstanding = _path.ProbeAsync(_pvIndex, limit.Token).AsTask();
        try
        {
            var (result, detail) = await _outstanding.WaitAsync(limit.Token).ConfigureAwait(false);
            return new PathProbe(result, _time.GetElapsedTime(begun), detail);
        }
        catch (OperationCanceledException)
        {
            return PathProbe.Silent(_now.Current.AnswerLimit);
        }
    }

    /// <summary>A medium error is one place of the volume; how often real I/O meets one is judged by the figures.</summary>
    private void Watch(ProbeEnded ended)
    {
        var probe = ended.Probe;
        _failedProbes = probe.Result == StorageResult.PathLost ? _failedProbes + 1 : 0;
        Context.Parent.Tell(new VolumeWatched(_pvIndex, new PathWatch(probe, 0, 0)));
        if (_failedProbes >= _now.Current.FailedProbesToLose)
            TakeDown($"{_failedProbes} probes failed: {probe.Detail}");
        else
            ScheduleProbe();
    }

    private void TakeDown(string detail)
    {
        // The path tells it, and the supervisor begins anew with probes; it may be down already.
        _path.TakeDown(_pvIndex, detail);
        ScheduleProbe();
    }

    private void Judge(ProbeEnded ended)
    {
        var probe = ended.Probe;
        var clean = probe.Result == StorageResult.Ok && probe.Latency <= _now.Current.LatencyLimit;
        _cleanProbes = clean ? _cleanProbes + 1 : 0;
        var needed = PathHealth.CleanProbesNeeded(_now.Current, _path.FindVolume(_pvIndex)?.History ?? []);
        Context.Parent.Tell(new VolumeWatched(_pvIndex, new PathWatch(probe, _cleanProbes, needed)));
        if (_cleanProbes < needed || _path.BringUp(_pvIndex) == PathChange.Refused)
        {
            ScheduleProbe();
            return;
        }

        _log.Info("Volume {0} answered {1} probes on path {2}.", _pvIndex, _cleanProbes, _path.Name);
        _cleanProbes = 0;
        Become(Watching);
        ScheduleProbe();
    }

    /// <summary>By the interval of now. While a probe is under way the next one is not due yet.</summary>
    private void ScheduleAnew()
    {
        if (Timers.IsTimerActive(nameof(Probe)))
            ScheduleProbe();
    }

    private void ScheduleProbe() => Timers.StartSingleTimer(nameof(Probe), Probe.Instance, _now.Current.ProbeInterval);

    private sealed record Probe
    {
        public static Probe Instance { get; } = new();
    }

    private sealed record ProbeEnded(PathProbe Probe);
}
