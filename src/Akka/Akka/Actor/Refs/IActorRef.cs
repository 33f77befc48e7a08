using Akka.Util;

namespace Akka.Actor;

/// <summary>Something that takes messages.</summary>
public interface ICanTell
{
    /// <summary>
    /// Sends <paramref name="message"/>, at most once, without waiting; messages of one sender to one receiver keep their order.
    /// </summary>
    void Tell(object message, IActorRef sender);
}

/// <summary>A handle on an actor, which stays valid when the actor restarts. Thread-safe.</summary>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, ISurrogated, IComparable
{
    /// <summary>Where the actor is, with the uid of its incarnation.</summary>
    ActorPath Path { get; }
}

/// <summary>A reference that knows whether its actor is in this process.</summary>
public interface IActorRefScope
{
    /// <summary>Whether the actor is in this process.</summary>
    bool IsLocal { get; }
}

/// <summary>Marks references of this process.</summary>
public interface ILocalRef : IActorRefScope
{
}

/// <summary>Marks references that may be repointed at another cell.</summary>
public interface IRepointableRef : IActorRefScope
{
    /// <summary>Whether the final cell is in place.</summary>
    bool IsStarted { get; }
}
