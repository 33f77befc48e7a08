using Akka.Actor;

namespace Akka.Cluster.Tools.Ownership;

/// <summary>The ownership that the membership of a node gives. Thread-safe.</summary>
internal sealed class LeaseOwnership(MembershipLease lease) : IOwnership
{
    public bool Holds => lease.IsValid;

    public void Subscribe(IActorRef subscriber) => lease.Subscribe(subscriber);

    public void Unsubscribe(IActorRef subscriber) => lease.Unsubscribe(subscriber);
}
