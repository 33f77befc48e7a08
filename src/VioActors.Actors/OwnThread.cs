using Akka.Actor;

namespace VioActors.Actors;

/// <summary>
/// A thread of its own for an actor on which hundreds of partitions depend: in the queue of the thread pool it would wait behind the I/O of
/// those that run already, and the others would stand still for as long (NPV-7). Thread-safe.
/// </summary>
public static class OwnThread
{
    /// <summary>The configuration that switches it on; without it such actors run as all others.</summary>
    public const string Configuration = $"{Id} {{ type = PinnedDispatcher }}";

    private const string Id = "vio-actors.own-thread-dispatcher";

    /// <summary>The same actor on a thread of its own, where the system has that.</summary>
    public static Props On(Props props, ActorSystem system) => system.Dispatchers.HasDispatcher(Id) ? props.WithDispatcher(Id) : props;
}
