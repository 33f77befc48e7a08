using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Settings;
using VioActors.Domain.Common;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// Distributed storage access (RED-1): supervises one <see cref="PathActor"/> for each physical path of its VIOS. One for each VIOS,
/// made and supervised by it. The VIOS is told of every change, of the path as a whole and of each volume on it.
/// </summary>
internal sealed class DsaActor : ReceiveActor
{
    private readonly StoragePath _path;
    private readonly Func<int, string> _nameOf;
    private readonly IActorRef _watcher;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<int, PathWatch> _watches = [];

    /// <param name="nameOf">Name of a volume by its index, for people.</param>
    public DsaActor(StoragePath path, StoragePathSettings settings, TimeProvider time, Func<int, string> nameOf)
    {
        (_path, _nameOf) = (path, nameOf);
        var now = new PathSettings(settings);
        _watcher = Context.ActorOf(Props.Create(() => new PathActor(path, now, time)), $"path-{path.Name}");
        Receive<PathTransition>(Note);
        Receive<VolumeTransition>(Note);
        Receive<VolumesChanged>(Note);
        Receive<VolumeWatched>(watched => _watches[watched.PvIndex] = watched.Watch);
        Receive<PathIoFailure>(failure =>
            _log.Warning("I/O on volume {0} failed: {1} ({2}).", _nameOf(failure.PvIndex), failure.Detail, failure.Result));
        Receive<InjectPathFault>(Inject);
        Receive<WatchAsSet>(set =>
        {
            if (!now.Use(set.Path))
                return;
            _log.Info(
                "Physical path {0} is probed every {1}, and used again after {2} clean probes.", _path.Name, now.Current.ProbeInterval,
                now.Current.CleanProbesToReturn);
            _watcher.Tell(set);
        });
        Receive<GetPathReport>(_ => Sender.Tell(Report()));
    }

    private void Note(PathTransition transition)
    {
        _log.Warning("Physical path {0} is {1}: {2}", _path.Name, transition.To, transition.Detail);
        Context.Parent.Tell(new PathChanged(_path.Name, transition));
    }

    private void Note(VolumeTransition change)
    {
        var (pvIndex, transition) = (change.PvIndex, change.Transition);
        if (transition.To == PathState.Down)
            _log.Warning("Volume {0} is lost on path {1}: {2}", _nameOf(pvIndex), _path.Name, transition.Detail);
        else if (_path.Volumes.All(volume => volume.State == PathState.Up))
            _log.Info("All volumes answer on physical path {0}; it is used again.", _path.Name);
        _watcher.Tell(change);
        Context.Parent.Tell(new VolumeChanged(_path.Name, pvIndex, transition));
    }

    private void Note(VolumesChanged changed)
    {
        foreach (var gone in _watches.Keys.Where(pvIndex => !_path.Reaches(pvIndex)).ToList())
            _watches.Remove(gone);
        _watcher.Tell(changed);
        Context.Parent.Tell(changed);
    }

    private void Inject(InjectPathFault inject)
    {
        if (inject.PvIndex is not { } pvIndex)
        {
            if (inject.Fault is { } fault)
                _path.Inject(fault);
            else
                _path.ClearFault();
        }
        else if (inject.Fault is null)
        {
            _path.ClearFault(pvIndex);
        }
        else if (_path.Inject(pvIndex, inject.Fault) == PathChange.Refused)
        {
            Sender.Tell(new Rejected(RejectionCode.NotFound, $"Path {_path.Name} does not reach volume {_nameOf(pvIndex)}."));
            return;
        }

        Sender.Tell(Report());
    }

    private PathReport Report() => new(_path.Name, _path.State, _path.Fault, _path.History, _path.Figures)
    {
        Volumes = [.. _path.Volumes.Select(volume => new VolumeReport(
            _nameOf(volume.PvIndex), volume, _watches.GetValueOrDefault(volume.PvIndex)))],
    };
}
