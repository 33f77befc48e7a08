using Akka.Actor;

namespace Akka.Routing;

/// <summary>Routees and the logic that chooses among them. Immutable (a change makes a copy) and thread-safe.</summary>
public class Router
{
    private readonly Routee[] _routees;

    /// <summary>A router; without routees what is sent to it is a dead letter.</summary>
    public Router(RoutingLogic logic, params Routee[] routees)
    {
        RoutingLogic = logic;
        _routees = routees ?? [];
    }

    /// <summary>As above.</summary>
    public Router(RoutingLogic logic, IActorRef routee, params IActorRef[] routees)
        : this(logic, routees.Prepend(routee).Select(Routee.FromActorRef).ToArray())
    {
    }

    /// <summary>The routees.</summary>
    public IEnumerable<Routee> Routees => _routees;

    /// <summary>The logic.</summary>
    public RoutingLogic RoutingLogic { get; }

    internal Routee[] RouteeArray => _routees;

    /// <summary>
    /// Sends <paramref name="message"/> to the routee that the logic chooses, or to all if it is a <see cref="Broadcast"/>.
    /// </summary>
    public virtual void Route(object message, IActorRef sender)
    {
        if (message is Broadcast broadcast)
            new SeveralRoutees(_routees).Send(Unwrap(broadcast), sender);
        else
            (_routees.Length == 0 ? Routee.NoRoutee : RoutingLogic.Select(message, _routees)).Send(Unwrap(message), sender);
    }

    /// <summary>With other routees.</summary>
    public virtual Router WithRoutees(params Routee[] routees) => new(RoutingLogic, routees);

    /// <summary>With one routee more.</summary>
    public virtual Router AddRoutee(Routee routee) => WithRoutees([.. _routees, routee]);

    /// <summary>With one routee more.</summary>
    public Router AddRoutee(IActorRef routee) => AddRoutee(new ActorRefRoutee(routee));

    /// <summary>With one routee more.</summary>
    public Router AddRoutee(ActorSelection routee) => AddRoutee(new ActorSelectionRoutee(routee));

    /// <summary>Without a routee.</summary>
    public virtual Router RemoveRoutee(Routee routee) => WithRoutees(_routees.Where(one => !one.Equals(routee)).ToArray());

    /// <summary>Without a routee.</summary>
    public Router RemoveRoutee(IActorRef routee) => RemoveRoutee(new ActorRefRoutee(routee));

    /// <summary>Without a routee.</summary>
    public Router RemoveRoutee(ActorSelection routee) => RemoveRoutee(new ActorSelectionRoutee(routee));

    private static object Unwrap(object message) => message is RouterEnvelope envelope ? envelope.Message : message;
}
