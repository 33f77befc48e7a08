using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Settings;
using VioActors.Storage;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// Watches one physical path. One for each path; made and supervised by <see cref="DsaActor"/>.
/// <para>Watching → (path down) throws <see cref="FabricLostException"/> → restarted → Probing → (clean probes)
/// → Watching. It probes in both states; while watching it takes a path down that is silent, too slow or fails too much (RED-9).</para>
/// Guarantee: a path that is down comes back only after the configured number of clean probes in a row, more of them when it was lost
/// repeatedly. One probe at a time: a storage that hangs does not collect them. Gap: a volume which accepts a probe and then fails
/// real I/O takes the path down again.
/// </summary>
internal sealed class PathActor : ReceiveActor, IWithTimers
{
    private readonly StoragePath _path;
    private readonly StoragePathSettings _settings;
    private readonly TimeProvider _time;
    private readonly PathHealth _health;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Task<(StorageResult Result, string Detail)>? _outstanding;
    private int _cleanProbes;
    private int _failedProbes;

    public PathActor(StoragePath path, StoragePathSettings settings, TimeProvider time)
    {
        _path = path;
        _settings = settings;
        _time = time;
        _health = new PathHealth(settings);
        if (path.State == PathState.Up)
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
                throw new FabricLostException(_path.Name, transition.Detail);
        });
        Receive<Probe>(_ => StartProbe());
        Receive<ProbeEnded>(Watch);
    }

    private void Probing()
    {
        Receive<Probe>(_ => StartProbe());
        Receive<ProbeEnded>(Judge);
        Receive<PathTransition>(_ => { });
    }

    private void StartProbe()
    {
        if (_path.State == PathState.Up && _health.Judge(_path.Figures) is { } degraded)
        {
            TakeDown(degraded);
            return;
        }

        if (_outstanding is { IsCompleted: false })
            Self.Tell(new ProbeEnded(PathProbe.Silent(_settings.AnswerLimit)));
        else
            ProbeAsync().PipeTo(
                Self, success: probe => new ProbeEnded(probe),
                failure: cause => new ProbeEnded(new PathProbe(StorageResult.PathLost, TimeSpan.Zero, cause.Message)));
    }

    private async Task<PathProbe> ProbeAsync()
    {
        var begun = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(_settings.AnswerLimit, _time);
        _outstanding = _path.ProbeAsync(limit.Token).AsTask();
        try
        {
            var (result, detail) = await _outstanding.WaitAsync(limit.Token).ConfigureAwait(false);
            return new PathProbe(result, _time.GetElapsedTime(begun), detail);
        }
        catch (OperationCanceledException)
        {
            return PathProbe.Silent(_settings.AnswerLimit);
        }
    }

    /// <summary>A medium error is one place of one volume; how often real I/O meets one is judged by the figures.</summary>
    private void Watch(ProbeEnded ended)
    {
        var probe = ended.Probe;
        _failedProbes = probe.Result == StorageResult.PathLost ? _failedProbes + 1 : 0;
        Context.Parent.Tell(new PathWatch(probe, 0, 0));
        if (_failedProbes >= _settings.FailedProbesToLose)
            TakeDown($"{_failedProbes} probes failed: {probe.Detail}");
        else
            ScheduleProbe();
    }

    private void TakeDown(string detail)
    {
        // The path tells it, and the supervisor begins anew with probes; it may be down already.
        _path.TakeDown(detail);
        ScheduleProbe();
    }

    private void Judge(ProbeEnded ended)
    {
        var probe = ended.Probe;
        var clean = probe.Result == StorageResult.Ok && probe.Latency <= _settings.LatencyLimit;
        _cleanProbes = clean ? _cleanProbes + 1 : 0;
        var needed = PathHealth.CleanProbesNeeded(_settings, _path.History);
        Context.Parent.Tell(new PathWatch(probe, _cleanProbes, needed));
        if (_cleanProbes < needed || _path.BringUp() == PathChange.Refused)
        {
            ScheduleProbe();
            return;
        }

        _log.Info("Physical path {0} answered {1} probes; it is used again.", _path.Name, _cleanProbes);
        _cleanProbes = 0;
        Become(Watching);
        ScheduleProbe();
    }

    private void ScheduleProbe() => Timers.StartSingleTimer(nameof(Probe), Probe.Instance, _settings.ProbeInterval);

    private sealed record Probe
    {
        public static Probe Instance { get; } = new();
    }

    private sealed record ProbeEnded(PathProbe Probe);
}
