using Akka.Actor;

namespace Akka.Persistence;

/// <summary>
/// Lets a bounded number of actors recover at the same time, first come first served. One per actor system, made by
/// <see cref="PersistenceExtension"/>. A permit comes back when the recovery ends or its actor stops.
/// </summary>
internal sealed class RecoveryPermitter(int permitsMax) : UntypedActor
{
    private readonly HashSet<IActorRef> _recovering = [];
    private readonly LinkedList<IActorRef> _waiting = new();
    private readonly Dictionary<IActorRef, LinkedListNode<IActorRef>> _places = [];

    public static Props Props(int permitsMax) => Actor.Props.Create(typeof(RecoveryPermitter), permitsMax);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RequestRecoveryPermit:
                Request(Sender);
                break;
            case ReturnRecoveryPermit:
                Context.Unwatch(Sender);
                Release(Sender);
                break;
            case Terminated terminated:
                Release(terminated.ActorRef);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Request(IActorRef actor)
    {
        if (_recovering.Contains(actor))
        {
            actor.Tell(RecoveryPermitGranted.Instance, Self);
        }
        else if (!_places.ContainsKey(actor))
        {
            Context.Watch(actor);
            if (_recovering.Count < permitsMax)
                Grant(actor);
            else
                _places[actor] = _waiting.AddLast(actor);
        }
    }

    private void Grant(IActorRef actor)
    {
        _recovering.Add(actor);
        actor.Tell(RecoveryPermitGranted.Instance, Self);
    }

    private void Release(IActorRef actor)
    {
        if (_places.Remove(actor, out var place))
            _waiting.Remove(place);
        if (!_recovering.Remove(actor) || _waiting.First is not { } next)
            return;
        _waiting.RemoveFirst();
        _places.Remove(next.Value);
        Grant(next.Value);
    }
}
