using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <summary>
/// <c>/system/cluster/publisher</c>, one per system: keeps the subscriptions, and sends what the core finds in the order in which it
/// finds it. A subscription ends with its actor.
/// </summary>
internal sealed class ClusterEventPublisher : ReceiveActor
{
    private readonly Cluster _cluster;
    private readonly Dictionary<IActorRef, HashSet<Type>> _subscriptions = [];
    private ClusterEvent.CurrentClusterState _state = new();

    public ClusterEventPublisher(Cluster cluster)
    {
        _cluster = cluster;
        Receive<Changed>(changed => Publish(changed));
        Receive<Subscribe>(OnSubscribe);
        Receive<Unsubscribe>(OnUnsubscribe);
        Receive<SendState>(send => send.Receiver.Tell(_state));
        Receive<Terminated>(stopped => _subscriptions.Remove(stopped.ActorRef));
    }

    protected override void PostStop() => Send(ClusterEvent.ClusterShuttingDown.Instance);

    private void Publish(Changed changed)
    {
        _state = changed.State;
        _cluster.Update(changed.State, changed.Self);
        foreach (var happened in changed.Events)
            Send(happened);
    }

    private void OnSubscribe(Subscribe subscribe)
    {
        if (!_subscriptions.TryGetValue(subscribe.Subscriber, out var types))
        {
            _subscriptions[subscribe.Subscriber] = types = [];
            Context.Watch(subscribe.Subscriber);
        }

        types.UnionWith(subscribe.To);
        if (subscribe.Mode == ClusterEvent.InitialStateAsSnapshot)
        {
            subscribe.Subscriber.Tell(_state);
            return;
        }

        foreach (var happened in StateDifference.Between(new ClusterEvent.CurrentClusterState(), _state))
        {
            if (subscribe.To.Any(type => type.IsInstanceOfType(happened)))
                subscribe.Subscriber.Tell(happened);
        }
    }

    private void OnUnsubscribe(Unsubscribe unsubscribe)
    {
        if (!_subscriptions.TryGetValue(unsubscribe.Subscriber, out var types))
            return;
        if (unsubscribe.To is { } type)
            types.Remove(type);
        else
            types.Clear();
        if (types.Count > 0)
            return;
        _subscriptions.Remove(unsubscribe.Subscriber);
        Context.Unwatch(unsubscribe.Subscriber);
    }

    private void Send(ClusterEvent.IClusterDomainEvent happened)
    {
        foreach (var (subscriber, types) in _subscriptions)
        {
            if (types.Any(type => type.IsInstanceOfType(happened)))
                subscriber.Tell(happened);
        }
    }

    /// <summary>From the core: there is another state.</summary>
    /// <param name="State">The state.</param>
    /// <param name="Self">This member in it, or as it was removed.</param>
    /// <param name="Events">What led to it.</param>
    internal sealed record Changed(
        ClusterEvent.CurrentClusterState State, Member? Self, ImmutableArray<ClusterEvent.IClusterDomainEvent> Events)
        : INoSerializationVerificationNeeded;

    internal sealed record Subscribe(
        IActorRef Subscriber, ClusterEvent.SubscriptionInitialStateMode Mode, ImmutableArray<Type> To) : INoSerializationVerificationNeeded;

    internal sealed record Unsubscribe(IActorRef Subscriber, Type? To) : INoSerializationVerificationNeeded;

    internal sealed record SendState(IActorRef Receiver) : INoSerializationVerificationNeeded;
}
