using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Settings;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// Distributed storage access (RED-1): supervises one <see cref="PathActor"/> for each physical path of its VIOS. One for each VIOS,
/// made and supervised by it.
/// A lost path restarts its actor, which then probes; the VIOS is told of every change.
/// </summary>
internal sealed class DsaActor : ReceiveActor
{
    private readonly StoragePath _path;
    private readonly IActorRef _watcher;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private PathWatch? _watch;

    public DsaActor(StoragePath path, StoragePathSettings settings, TimeProvider time)
    {
        _path = path;
        _watcher = Context.ActorOf(Props.Create(() => new PathActor(path, settings, time)), $"path-{path.Name}");
        Receive<PathTransition>(Note);
        Receive<PathWatch>(watch => _watch = watch);
        Receive<PathIoFailure>(failure =>
            _log.Warning("I/O on PV {0} failed: {1} ({2}).", failure.PvIndex, failure.Detail, failure.Result));
        Receive<InjectPathFault>(Inject);
        Receive<GetPathReport>(_ => Sender.Tell(Report()));
    }

    // Not logged here: a lost path is expected, and Note has told it.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        -1, -1, Decider.From(cause => cause is FabricLostException ? Directive.Restart : Directive.Escalate), loggingEnabled: false);

    private void Note(PathTransition transition)
    {
        _log.Warning("Physical path {0} is {1}: {2}", _path.Name, transition.To, transition.Detail);
        _watcher.Tell(transition);
        Context.Parent.Tell(new PathChanged(_path.Name, transition));
    }

    private void Inject(InjectPathFault inject)
    {
        if (inject.Fault is { } fault)
            _path.Inject(fault);
        else
            _path.ClearFault();
        Sender.Tell(Report());
    }

    private PathReport Report() => new(_path.Name, _path.State, _path.Fault, _path.History, _path.Figures) { Watch = _watch };
}
