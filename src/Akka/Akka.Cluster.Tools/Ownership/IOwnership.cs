using Akka.Actor;

namespace Akka.Cluster.Tools.Ownership;

/// <summary>
/// Whether this node may act as an owner: run singletons, coordinate, host shards. It may while its membership certainly holds, so that
/// nobody else can have been put in its place. Implementations are thread-safe.
/// </summary>
internal interface IOwnership
{
    /// <summary>Whether ownership holds now. Cheap: asked for every message.</summary>
    bool Holds { get; }

    /// <summary>
    /// Sends <see cref="MembershipLease.Held"/> or <see cref="MembershipLease.Lost"/> at once and at each change, the latter soon enough
    /// to stop what runs before others may start it.
    /// </summary>
    void Subscribe(IActorRef subscriber);

    /// <summary>Undoes <see cref="Subscribe"/>.</summary>
    void Unsubscribe(IActorRef subscriber);
}
