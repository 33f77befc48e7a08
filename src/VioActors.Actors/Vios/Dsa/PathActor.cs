using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Settings;
using VioActors.Storage;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// Watches one physical path. One for each path; made and supervised by <see cref="DsaActor"/>.
/// <para>Watching → (path down) throws <see cref="FabricLostException"/> → restarted → Probing → (clean probes)
/// → Watching.</para>
/// Guarantee: a path that is down comes back only after the configured number of clean probes in a row. Gap: a volume which accepts a
/// probe and then fails
/// real I/O takes the path down again.
/// </summary>
internal sealed class PathActor : ReceiveActor, IWithTimers
{
    private readonly StoragePath _path;
    private readonly StoragePathSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _cleanProbes;

    public PathActor(StoragePath path, StoragePathSettings settings)
    {
        _path = path;
        _settings = settings;
        if (path.State == PathState.Up)
            Watching();
        else
            Probing();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (_path.State == PathState.Down)
            ScheduleProbe();
    }

    private void Watching() =>
        Receive<PathTransition>(transition =>
        {
            // The way up is this actor's own doing.
            if (transition.To == PathState.Down)
                throw new FabricLostException(_path.Name, transition.Detail);
        });

    private void Probing()
    {
        Receive<Probe>(_ => _path.ProbeAsync(CancellationToken.None).AsTask().PipeTo(
            Self, success: probe => new ProbeEnded(probe.Result == StorageResult.Ok), failure: _ => new ProbeEnded(false)));
        Receive<ProbeEnded>(ended => Judge(ended.Clean));
        Receive<PathTransition>(_ => { });
    }

    private void Judge(bool clean)
    {
        _cleanProbes = clean ? _cleanProbes + 1 : 0;
        if (_cleanProbes < _settings.CleanProbesToReturn || _path.BringUp() == PathChange.Refused)
        {
            ScheduleProbe();
            return;
        }

        _log.Info("Physical path {0} answered {1} probes; it is used again.", _path.Name, _cleanProbes);
        _cleanProbes = 0;
        Become(Watching);
    }

    private void ScheduleProbe() => Timers.StartSingleTimer(nameof(Probe), Probe.Instance, _settings.ProbeInterval);

    private sealed record Probe
    {
        public static Probe Instance { get; } = new();
    }

    private sealed record ProbeEnded(bool Clean);
}
