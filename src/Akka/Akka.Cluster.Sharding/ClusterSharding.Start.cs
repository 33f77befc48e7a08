using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <content>The ways to start a region or a proxy. A repeat for the same type returns what the first call has started.</content>
public sealed partial class ClusterSharding
{
    /// <summary>Starts the region of a type of entity and waits until it runs.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityProps">How an entity is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="messageExtractor">Tells entities and shards of messages.</param>
    /// <param name="allocationStrategy">Where shards go.</param>
    /// <param name="handOffStopMessage">What asks an entity to stop.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public IActorRef Start(
        string typeName,
        Props entityProps,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor,
        IShardAllocationStrategy allocationStrategy,
        object handOffStopMessage) =>
        Wait(StartAsync(typeName, entityProps, settings, messageExtractor, allocationStrategy, handOffStopMessage));

    /// <summary>Starts the region of a type of entity without blocking.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityProps">How an entity is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="messageExtractor">Tells entities and shards of messages.</param>
    /// <param name="allocationStrategy">Where shards go.</param>
    /// <param name="handOffStopMessage">What asks an entity to stop.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public Task<IActorRef> StartAsync(
        string typeName,
        Props entityProps,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor,
        IShardAllocationStrategy allocationStrategy,
        object handOffStopMessage) =>
        StartRegion(new StartRegion(
            typeName, _ => entityProps, settings, new EnvelopeExtractor(messageExtractor), allocationStrategy,
            handOffStopMessage));

    /// <summary>Starts the region of a type of entity and waits until it runs.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityProps">How an entity is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="messageExtractor">Tells entities and shards of messages.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public IActorRef Start(
        string typeName,
        Props entityProps,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor) =>
        Start(
            typeName, entityProps, settings, messageExtractor, DefaultShardAllocationStrategy(settings),
            PoisonPill.Instance);

    /// <summary>Starts the region of a type of entity without blocking.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityProps">How an entity is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="messageExtractor">Tells entities and shards of messages.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public Task<IActorRef> StartAsync(
        string typeName,
        Props entityProps,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor) =>
        StartAsync(
            typeName, entityProps, settings, messageExtractor, DefaultShardAllocationStrategy(settings),
            PoisonPill.Instance);

    /// <summary>Starts the region of a type of entity and waits until it runs.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityPropsFactory">How the entity of an id is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="messageExtractor">Tells entities and shards of messages.</param>
    /// <param name="allocationStrategy">Where shards go.</param>
    /// <param name="handOffStopMessage">What asks an entity to stop.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public IActorRef Start(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor,
        IShardAllocationStrategy allocationStrategy,
        object handOffStopMessage) =>
        Wait(StartAsync(typeName, entityPropsFactory, settings, messageExtractor, allocationStrategy, handOffStopMessage));

    /// <summary>Starts the region of a type of entity without blocking.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityPropsFactory">How the entity of an id is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="messageExtractor">Tells entities and shards of messages.</param>
    /// <param name="allocationStrategy">Where shards go.</param>
    /// <param name="handOffStopMessage">What asks an entity to stop.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public Task<IActorRef> StartAsync(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor,
        IShardAllocationStrategy allocationStrategy,
        object handOffStopMessage) =>
        StartRegion(new StartRegion(
            typeName, entityPropsFactory, settings, new EnvelopeExtractor(messageExtractor), allocationStrategy,
            handOffStopMessage));

    /// <summary>Starts the region of a type of entity and waits until it runs.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityPropsFactory">How the entity of an id is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="messageExtractor">Tells entities and shards of messages.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public IActorRef Start(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor) =>
        Start(
            typeName, entityPropsFactory, settings, messageExtractor, DefaultShardAllocationStrategy(settings),
            PoisonPill.Instance);

    /// <summary>Starts the region of a type of entity without blocking.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityPropsFactory">How the entity of an id is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="messageExtractor">Tells entities and shards of messages.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public Task<IActorRef> StartAsync(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        IMessageExtractor messageExtractor) =>
        StartAsync(
            typeName, entityPropsFactory, settings, messageExtractor, DefaultShardAllocationStrategy(settings),
            PoisonPill.Instance);
}
