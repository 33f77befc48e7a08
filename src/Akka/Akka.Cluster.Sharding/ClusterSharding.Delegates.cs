using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <content>The same with delegates in place of an extractor, and proxies.</content>
public sealed partial class ClusterSharding
{
    /// <summary>Starts the region of a type of entity and waits until it runs.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityProps">How an entity is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="extractEntityId">Tells entities of messages.</param>
    /// <param name="extractShardId">Tells shards of messages.</param>
    /// <param name="allocationStrategy">Where shards go.</param>
    /// <param name="handOffStopMessage">What asks an entity to stop.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public IActorRef Start(
        string typeName,
        Props entityProps,
        ClusterShardingSettings settings,
        ExtractEntityId extractEntityId,
        ExtractShardId extractShardId,
        IShardAllocationStrategy allocationStrategy,
        object handOffStopMessage) =>
        Wait(StartAsync(typeName, entityProps, settings, extractEntityId, extractShardId, allocationStrategy, handOffStopMessage));

    /// <summary>Starts the region of a type of entity without blocking.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityProps">How an entity is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="extractEntityId">Tells entities of messages.</param>
    /// <param name="extractShardId">Tells shards of messages.</param>
    /// <param name="allocationStrategy">Where shards go.</param>
    /// <param name="handOffStopMessage">What asks an entity to stop.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public Task<IActorRef> StartAsync(
        string typeName,
        Props entityProps,
        ClusterShardingSettings settings,
        ExtractEntityId extractEntityId,
        ExtractShardId extractShardId,
        IShardAllocationStrategy allocationStrategy,
        object handOffStopMessage) =>
        StartRegion(new StartRegion(
            typeName, _ => entityProps, settings, new EnvelopeExtractor(new DelegateExtractor(extractEntityId, extractShardId)),
                allocationStrategy,
            handOffStopMessage));

    /// <summary>Starts the region of a type of entity and waits until it runs.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityProps">How an entity is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="extractEntityId">Tells entities of messages.</param>
    /// <param name="extractShardId">Tells shards of messages.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public IActorRef Start(
        string typeName,
        Props entityProps,
        ClusterShardingSettings settings,
        ExtractEntityId extractEntityId,
        ExtractShardId extractShardId) =>
        Start(
            typeName, entityProps, settings, extractEntityId, extractShardId, DefaultShardAllocationStrategy(settings),
            PoisonPill.Instance);

    /// <summary>Starts the region of a type of entity without blocking.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityProps">How an entity is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="extractEntityId">Tells entities of messages.</param>
    /// <param name="extractShardId">Tells shards of messages.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public Task<IActorRef> StartAsync(
        string typeName,
        Props entityProps,
        ClusterShardingSettings settings,
        ExtractEntityId extractEntityId,
        ExtractShardId extractShardId) =>
        StartAsync(
            typeName, entityProps, settings, extractEntityId, extractShardId, DefaultShardAllocationStrategy(settings),
            PoisonPill.Instance);

    /// <summary>Starts the region of a type of entity and waits until it runs.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityPropsFactory">How the entity of an id is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="extractEntityId">Tells entities of messages.</param>
    /// <param name="extractShardId">Tells shards of messages.</param>
    /// <param name="allocationStrategy">Where shards go.</param>
    /// <param name="handOffStopMessage">What asks an entity to stop.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public IActorRef Start(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        ExtractEntityId extractEntityId,
        ExtractShardId extractShardId,
        IShardAllocationStrategy allocationStrategy,
        object handOffStopMessage) =>
        Wait(StartAsync(typeName, entityPropsFactory, settings, extractEntityId, extractShardId, allocationStrategy, handOffStopMessage));

    /// <summary>Starts the region of a type of entity without blocking.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityPropsFactory">How the entity of an id is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="extractEntityId">Tells entities of messages.</param>
    /// <param name="extractShardId">Tells shards of messages.</param>
    /// <param name="allocationStrategy">Where shards go.</param>
    /// <param name="handOffStopMessage">What asks an entity to stop.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public Task<IActorRef> StartAsync(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        ExtractEntityId extractEntityId,
        ExtractShardId extractShardId,
        IShardAllocationStrategy allocationStrategy,
        object handOffStopMessage) =>
        StartRegion(new StartRegion(
            typeName, entityPropsFactory, settings, new EnvelopeExtractor(new DelegateExtractor(extractEntityId, extractShardId)),
                allocationStrategy,
            handOffStopMessage));

    /// <summary>Starts the region of a type of entity and waits until it runs.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityPropsFactory">How the entity of an id is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="extractEntityId">Tells entities of messages.</param>
    /// <param name="extractShardId">Tells shards of messages.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public IActorRef Start(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        ExtractEntityId extractEntityId,
        ExtractShardId extractShardId) =>
        Start(
            typeName, entityPropsFactory, settings, extractEntityId, extractShardId, DefaultShardAllocationStrategy(settings),
            PoisonPill.Instance);

    /// <summary>Starts the region of a type of entity without blocking.</summary>
    /// <param name="typeName">The type of entity; the same on all nodes.</param>
    /// <param name="entityPropsFactory">How the entity of an id is made.</param>
    /// <param name="settings">How they are sharded.</param>
    /// <param name="extractEntityId">Tells entities of messages.</param>
    /// <param name="extractShardId">Tells shards of messages.</param>
    /// <exception cref="ActorInitializationException">The region cannot be started.</exception>
    public Task<IActorRef> StartAsync(
        string typeName,
        Func<string, Props> entityPropsFactory,
        ClusterShardingSettings settings,
        ExtractEntityId extractEntityId,
        ExtractShardId extractShardId) =>
        StartAsync(
            typeName, entityPropsFactory, settings, extractEntityId, extractShardId, DefaultShardAllocationStrategy(settings),
            PoisonPill.Instance);

    /// <summary>Starts a proxy, which hosts no shards, and waits until it runs.</summary>
    /// <param name="typeName">The type of entity.</param>
    /// <param name="role">Role of the nodes that host shards; <c>null</c>: all.</param>
    /// <param name="messageExtractor">The extractor of the regions.</param>
    public IActorRef StartProxy(string typeName, string? role, IMessageExtractor messageExtractor) =>
        Wait(StartProxyAsync(typeName, role, messageExtractor));

    /// <summary>Starts a proxy, which hosts no shards.</summary>
    /// <param name="typeName">The type of entity.</param>
    /// <param name="role">Role of the nodes that host shards; <c>null</c>: all.</param>
    /// <param name="messageExtractor">The extractor of the regions.</param>
    public Task<IActorRef> StartProxyAsync(string typeName, string? role, IMessageExtractor messageExtractor) =>
        StartProxyOf(typeName, Settings.WithRole(role), new EnvelopeExtractor(messageExtractor));

    /// <summary>As above, with delegates.</summary>
    public IActorRef StartProxy(string typeName, string? role, ExtractEntityId extractEntityId, ExtractShardId extractShardId) =>
        StartProxy(typeName, role, new DelegateExtractor(extractEntityId, extractShardId));

    /// <summary>As above, with delegates.</summary>
    public Task<IActorRef> StartProxyAsync(
        string typeName, string? role, ExtractEntityId extractEntityId, ExtractShardId extractShardId) =>
        StartProxyAsync(typeName, role, new DelegateExtractor(extractEntityId, extractShardId));

    private static IActorRef Wait(Task<IActorRef> start) => start.GetAwaiter().GetResult();
}
