using Akka.Actor;
using Akka.Configuration;
using Akka.Routing;

namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>How publish-subscribe works. Immutable and thread-safe.</summary>
public sealed class DistributedPubSubSettings : INoSerializationVerificationNeeded
{
    /// <summary>Settings in code.</summary>
    /// <param name="role">Role of the nodes that take part; <c>null</c>: all.</param>
    /// <param name="routingLogic">Who gets a message for one of several.</param>
    /// <param name="gossipInterval">How often registrations are exchanged with another node; more than zero.</param>
    /// <param name="removedTimeToLive">How long a removal is remembered.</param>
    /// <param name="maxDeltaElements">Registrations in one message at most; 1 or more.</param>
    /// <param name="sendToDeadLettersWhenNoSubscribers">Whether messages without a receiver are dead letters.</param>
    /// <exception cref="ArgumentException">A number out of range, or consistent hashing, which needs a key.</exception>
    public DistributedPubSubSettings(
        string? role,
        RoutingLogic routingLogic,
        TimeSpan gossipInterval,
        TimeSpan removedTimeToLive,
        int maxDeltaElements,
        bool sendToDeadLettersWhenNoSubscribers)
    {
        if (routingLogic is ConsistentHashingRoutingLogic)
            throw new ArgumentException("Consistent hashing cannot be the routing logic of the pub-sub mediator.", nameof(routingLogic));
        if (gossipInterval <= TimeSpan.Zero)
            throw new ArgumentException($"The gossip-interval must be more than zero; it is {gossipInterval}.", nameof(gossipInterval));
        if (maxDeltaElements < 1)
            throw new ArgumentException($"max-delta-elements must be 1 or more; it is {maxDeltaElements}.", nameof(maxDeltaElements));
        Role = string.IsNullOrEmpty(role) ? null : role;
        RoutingLogic = routingLogic;
        GossipInterval = gossipInterval;
        RemovedTimeToLive = removedTimeToLive;
        MaxDeltaElements = maxDeltaElements;
        SendToDeadLettersWhenNoSubscribers = sendToDeadLettersWhenNoSubscribers;
    }

    /// <summary>Role of the nodes that take part; <c>null</c>: all.</summary>
    public string? Role { get; }

    /// <summary>Who gets a message for one of several.</summary>
    public RoutingLogic RoutingLogic { get; }

    /// <summary>How often registrations are exchanged with another node.</summary>
    public TimeSpan GossipInterval { get; }

    /// <summary>How long a removal is remembered.</summary>
    public TimeSpan RemovedTimeToLive { get; }

    /// <summary>Registrations in one message at most.</summary>
    public int MaxDeltaElements { get; }

    /// <summary>Whether messages without a receiver are dead letters.</summary>
    public bool SendToDeadLettersWhenNoSubscribers { get; }

    /// <summary>The settings in <c>akka.cluster.pub-sub</c>.</summary>
    public static DistributedPubSubSettings Create(ActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(DistributedPubSub.DefaultConfig());
        return Create(system.Settings.Config.GetConfig("akka.cluster.pub-sub"));
    }

    /// <summary>The settings in <paramref name="config"/>, the section itself.</summary>
    /// <exception cref="ConfigurationException">The section is missing, or the routing logic unknown.</exception>
    public static DistributedPubSubSettings Create(Config config)
    {
        if (config.IsNullOrEmpty())
            throw ConfigurationException.NullOrEmptyConfig<DistributedPubSubSettings>("akka.cluster.pub-sub");
        return new DistributedPubSubSettings(
            config.GetString("role", ""),
            Logic(config.GetString("routing-logic")),
            config.GetTimeSpan("gossip-interval"),
            config.GetTimeSpan("removed-time-to-live"),
            config.GetInt("max-delta-elements"),
            config.GetBoolean("send-to-dead-letters-when-no-subscribers"));
    }

    /// <summary>With another role.</summary>
    public DistributedPubSubSettings WithRole(string? role) =>
        new(role, RoutingLogic, GossipInterval, RemovedTimeToLive, MaxDeltaElements, SendToDeadLettersWhenNoSubscribers);

    /// <summary>With another routing logic.</summary>
    public DistributedPubSubSettings WithRoutingLogic(RoutingLogic routingLogic) =>
        new(Role, routingLogic, GossipInterval, RemovedTimeToLive, MaxDeltaElements, SendToDeadLettersWhenNoSubscribers);

    /// <summary>With another interval.</summary>
    public DistributedPubSubSettings WithGossipInterval(TimeSpan gossipInterval) =>
        new(Role, RoutingLogic, gossipInterval, RemovedTimeToLive, MaxDeltaElements, SendToDeadLettersWhenNoSubscribers);

    /// <summary>With another memory of removals.</summary>
    public DistributedPubSubSettings WithRemovedTimeToLive(TimeSpan removedTtl) =>
        new(Role, RoutingLogic, GossipInterval, removedTtl, MaxDeltaElements, SendToDeadLettersWhenNoSubscribers);

    /// <summary>With another bound of messages between mediators.</summary>
    public DistributedPubSubSettings WithMaxDeltaElements(int maxDeltaElements) =>
        new(Role, RoutingLogic, GossipInterval, RemovedTimeToLive, maxDeltaElements, SendToDeadLettersWhenNoSubscribers);

    /// <summary>With or without dead letters.</summary>
    public DistributedPubSubSettings WithSendToDeadLettersWhenNoSubscribers(bool sendToDeadLetterWhenNoSubscribers) =>
        new(Role, RoutingLogic, GossipInterval, RemovedTimeToLive, MaxDeltaElements, sendToDeadLetterWhenNoSubscribers);

    private static RoutingLogic Logic(string name) => name switch
    {
        "random" => new RandomLogic(),
        "round-robin" => new RoundRobinRoutingLogic(),
        "broadcast" => new BroadcastRoutingLogic(),
        _ => throw new ConfigurationException(
            $"Unknown akka.cluster.pub-sub.routing-logic [{name}]: use random, round-robin or broadcast."),
    };
}
