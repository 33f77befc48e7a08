using Akka.Actor;

namespace Akka.Routing;

/// <summary>An actor.</summary>
public class ActorRefRoutee : Routee, IEquatable<ActorRefRoutee>
{
    /// <summary>The routee <paramref name="actor"/>.</summary>
    public ActorRefRoutee(IActorRef actor)
    {
        Actor = actor;
    }

    /// <summary>The actor.</summary>
    public IActorRef Actor { get; }

    /// <inheritdoc />
    public override void Send(object message, IActorRef sender) => Actor.Tell(message, sender);

    /// <inheritdoc />
    public override Task<object> Ask(object message, TimeSpan? timeout) => Actor.Ask(message, timeout);

    /// <inheritdoc />
    public bool Equals(ActorRefRoutee? other) => other is not null && Actor.Equals(other.Actor);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ActorRefRoutee);

    /// <inheritdoc />
    public override int GetHashCode() => Actor.GetHashCode();
}

/// <summary>The actors at a path, looked up at each message.</summary>
public class ActorSelectionRoutee : Routee, IEquatable<ActorSelectionRoutee>
{
    /// <summary>The routee <paramref name="actor"/>.</summary>
    public ActorSelectionRoutee(ActorSelection actor)
    {
        Selection = actor;
    }

    /// <summary>The path.</summary>
    public ActorSelection Selection { get; }

    /// <inheritdoc />
    public override void Send(object message, IActorRef sender) => Selection.Tell(message, sender);

    /// <inheritdoc />
    public override Task<object> Ask(object message, TimeSpan? timeout) => Selection.Ask(message, timeout);

    /// <inheritdoc />
    public bool Equals(ActorSelectionRoutee? other) => other is not null && Selection.Equals(other.Selection);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ActorSelectionRoutee);

    /// <inheritdoc />
    public override int GetHashCode() => Selection.GetHashCode();
}

/// <summary>Several routees at once.</summary>
public class SeveralRoutees : Routee
{
    private readonly Routee[] _routees;

    /// <summary>All of <paramref name="routees"/>.</summary>
    public SeveralRoutees(Routee[] routees)
    {
        _routees = routees;
    }

    /// <inheritdoc />
    public override void Send(object message, IActorRef sender)
    {
        foreach (var routee in _routees)
            routee.Send(message, sender);
    }
}
