using Akka.Actor;
using VioActors.Storage.Paths;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>Tells an actor what a path reports; until there is one, reports are dropped (the actor reads the path's state when it
/// starts). Thread-safe.</summary>
internal sealed class PathObserver : IStoragePathObserver
{
    private volatile IActorRef? _observer;

    public void Attach(IActorRef observer) => _observer = observer;

    public void OnTransition(StoragePath path, PathTransition transition) => _observer?.Tell(transition, ActorRefs.NoSender);

    public void OnVolumeTransition(StoragePath path, int pvIndex, PathTransition transition) =>
        _observer?.Tell(new VolumeTransition(pvIndex, transition), ActorRefs.NoSender);

    public void OnVolumesChanged(StoragePath path) => _observer?.Tell(VolumesChanged.Instance, ActorRefs.NoSender);

    public void OnIoFailure(StoragePath path, PathIoFailure failure) => _observer?.Tell(failure, ActorRefs.NoSender);
}
