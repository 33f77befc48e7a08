using Akka.Actor;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// One physical path: has one <see cref="VolumeWatchActor"/> for each volume behind it, which takes that volume down and brings it back.
/// One for each path; made and supervised by <see cref="DsaActor"/>. A lost volume restarts its watcher, which then probes; the others
/// go on.
/// </summary>
internal sealed class PathActor : ReceiveActor
{
    private readonly StoragePath _path;
    private readonly PathSettings _settings;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, IActorRef> _watchers = [];
    private int _made;

    public PathActor(StoragePath path, PathSettings settings, TimeProvider time)
    {
        (_path, _settings, _time) = (path, settings, time);
        Receive<VolumesChanged>(_ => Adjust());
        Receive<VolumeTransition>(change => _watchers.GetValueOrDefault(change.PvIndex)?.Tell(change.Transition));
        Receive<VolumeWatched>(Context.Parent.Forward);
        Receive<WatchAsSet>(set =>
        {
            foreach (var watcher in _watchers.Values)
                watcher.Tell(set);
        });
        Adjust();
    }

    // Not logged here: a lost volume is expected, and the DSA has told it.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        -1, -1, Decider.From(cause => cause is FabricLostException ? Directive.Restart : Directive.Escalate), loggingEnabled: false);

    private void Adjust()
    {
        var behind = _path.PvIndexes;
        foreach (var gone in _watchers.Keys.Except(behind).ToList())
        {
            Context.Stop(_watchers[gone]);
            _watchers.Remove(gone);
        }

        // A name is free only when its former bearer has ended.
        var (path, settings, time) = (_path, _settings, _time);
        foreach (var pvIndex in behind.Where(pvIndex => !_watchers.ContainsKey(pvIndex)).ToList())
        {
            _watchers[pvIndex] = Context.ActorOf(
                Props.Create(() => new VolumeWatchActor(path, pvIndex, settings, time)), $"pv-{pvIndex}-{++_made}");
        }
    }
}
