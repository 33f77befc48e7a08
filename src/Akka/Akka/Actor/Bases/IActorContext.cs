using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Makes actors and finds them.</summary>
public interface IActorRefFactory
{
    /// <summary>
    /// Makes an actor; without <paramref name="name"/> it gets a generated one. Throws <see cref="InvalidActorNameException"/>.
    /// </summary>
    IActorRef ActorOf(Props props, string name = null!);

    /// <summary>The actors at <paramref name="actorPath"/>.</summary>
    ActorSelection ActorSelection(ActorPath actorPath);

    /// <summary>The actors at <paramref name="actorPath"/>, which may be relative and have wildcards.</summary>
    ActorSelection ActorSelection(string actorPath);
}

/// <summary>Watches actors.</summary>
public interface ICanWatch
{
    /// <summary>Asks for <see cref="Terminated"/> at the end of <paramref name="subject"/>.</summary>
    IActorRef Watch(IActorRef subject);

    /// <summary>Asks for <paramref name="message"/> at the end of <paramref name="subject"/>.</summary>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Undoes a watch; a notice that is already on its way is not delivered.</summary>
    IActorRef Unwatch(IActorRef subject);
}

/// <summary>What an actor knows and can do, while it handles a message.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    /// <summary>The actor itself.</summary>
    IActorRef Self { get; }

    /// <summary>How it was made.</summary>
    Props Props { get; }

    /// <summary>The dispatcher it runs on.</summary>
    MessageDispatcher Dispatcher { get; }

    /// <summary>The sender of the current message; the dead letters when there is none.</summary>
    IActorRef Sender { get; }

    /// <summary>The system.</summary>
    ActorSystem System { get; }

    /// <summary>The supervisor.</summary>
    IActorRef Parent { get; }

    /// <summary>The current receive timeout, if set.</summary>
    TimeSpan? ReceiveTimeout { get; }

    /// <summary>Replaces the current behaviour.</summary>
    void Become(Receive receive);

    /// <summary>Puts a behaviour over the current one.</summary>
    void BecomeStacked(Receive receive);

    /// <summary>Goes back to the behaviour below, or to the first one.</summary>
    void UnbecomeStacked();

    /// <summary>The child <paramref name="name"/>, or nobody.</summary>
    IActorRef Child(string name);

    /// <summary>The children; a snapshot.</summary>
    IEnumerable<IActorRef> GetChildren();

    /// <summary>Asks for <see cref="Akka.Actor.ReceiveTimeout"/> after a time without messages; <c>null</c> ends that.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>Stops <paramref name="child"/> after its current message.</summary>
    void Stop(IActorRef child);
}

/// <summary>The context of an untyped actor.</summary>
public interface IUntypedActorContext : IActorContext
{
    /// <summary>Replaces the current behaviour.</summary>
    void Become(UntypedReceive receive);

    /// <summary>Puts a behaviour over the current one.</summary>
    void BecomeStacked(UntypedReceive receive);
}
