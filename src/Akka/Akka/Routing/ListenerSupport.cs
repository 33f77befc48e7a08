using Akka.Actor;

namespace Akka.Routing;

/// <summary>Listeners of an actor. Belongs to that actor.</summary>
public class ListenerSupport
{
    private readonly HashSet<IActorRef> _listeners = [];

    /// <summary>Handles <see cref="Listen"/> and <see cref="Deafen"/>; false for other messages.</summary>
    public Receive ListenerReceive => message =>
    {
        switch (message)
        {
            case Listen listen:
                Add(listen.Listener);
                return true;
            case Deafen deafen:
                Remove(deafen.Listener);
                return true;
            default:
                return false;
        }
    };

    /// <summary>Adds a listener.</summary>
    public void Add(IActorRef actor) => _listeners.Add(actor);

    /// <summary>Removes a listener.</summary>
    public void Remove(IActorRef actor) => _listeners.Remove(actor);

    /// <summary>Sends <paramref name="message"/> to all; those of this process that have stopped are removed.</summary>
    public void Gossip(object message) => Gossip(message, ActorCell.GetCurrentSelfOrNoSender());

    /// <summary>As above, from <paramref name="sender"/>.</summary>
    public void Gossip(object message, IActorRef sender)
    {
        _listeners.RemoveWhere(static listener => listener is IInternalActorRef { IsLocal: true, IsTerminated: true });
        foreach (var listener in _listeners)
            listener.Tell(message, sender);
    }
}
