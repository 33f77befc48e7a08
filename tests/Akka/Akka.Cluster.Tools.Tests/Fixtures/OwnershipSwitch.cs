using Akka.Actor;
using Akka.Cluster.Tools.Ownership;

namespace Akka.Cluster.Tools.Tests.Fixtures;

/// <summary>A switch of the test in front of the ownership of a node: off, it may not act, whatever its lease says.</summary>
internal sealed class OwnershipSwitch
{
    private readonly HashSet<IActorRef> _subscribers = [];
    private volatile bool _isOn = true;

    public IOwnership Behind(IOwnership lease) => new Switched(this, lease);

    /// <summary>As a process that was stopped for a while finds itself: nobody has heard of it yet.</summary>
    public void SetSilently(bool isOn) => _isOn = isOn;

    public void Set(bool isOn)
    {
        _isOn = isOn;
        lock (_subscribers)
        {
            foreach (var subscriber in _subscribers)
                subscriber.Tell(isOn ? new MembershipLease.Held(1) : new MembershipLease.Lost(1), ActorRefs.NoSender);
        }
    }

    private sealed class Switched(OwnershipSwitch owner, IOwnership lease) : IOwnership
    {
        public bool Holds => owner._isOn && lease.Holds;

        public void Subscribe(IActorRef subscriber)
        {
            lock (owner._subscribers)
                owner._subscribers.Add(subscriber);
            lease.Subscribe(subscriber);
        }

        public void Unsubscribe(IActorRef subscriber)
        {
            lock (owner._subscribers)
                owner._subscribers.Remove(subscriber);
            lease.Unsubscribe(subscriber);
        }
    }
}
