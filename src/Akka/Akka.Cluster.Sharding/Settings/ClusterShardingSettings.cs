using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;

namespace Akka.Cluster.Sharding;

/// <summary>Where the coordinator keeps its state. Here it is always event-sourced.</summary>
public enum StateStoreMode
{
    /// <summary>Events in the journal.</summary>
    Persistence,

    /// <summary>Read as <see cref="Persistence"/>: there is no distributed data.</summary>
    DData,

    /// <summary>Read as <see cref="Persistence"/>.</summary>
    Custom,
}

/// <summary>Where remembered entities are kept. Here it is always event-sourced.</summary>
public enum RememberEntitiesStore
{
    /// <summary>Read as <see cref="Eventsourced"/>: there is no distributed data.</summary>
    DData,

    /// <summary>Events in the journal.</summary>
    Eventsourced,

    /// <summary>Read as <see cref="Eventsourced"/>.</summary>
    Custom,
}

/// <summary>How entities of one type are sharded. Immutable and thread-safe.</summary>
public sealed class ClusterShardingSettings : INoSerializationVerificationNeeded
{
    /// <summary>Role of the nodes that host shards; <c>null</c>: all.</summary>
    public readonly string? Role;

    /// <summary>Whether entities are started again where their shard goes.</summary>
    public readonly bool RememberEntities;

    /// <summary>The journal; empty: the default one.</summary>
    public readonly string JournalPluginId;

    /// <summary>The snapshot store; empty: the default one.</summary>
    public readonly string SnapshotPluginId;

    /// <summary>Where the coordinator keeps its state, as asked for.</summary>
    public readonly StateStoreMode StateStoreMode;

    /// <summary>Where remembered entities are kept, as asked for.</summary>
    public readonly RememberEntitiesStore RememberEntitiesStore;

    /// <summary>How long a region waits for its shards when it is asked what they do.</summary>
    public readonly TimeSpan ShardRegionQueryTimeout;

    /// <summary>An entity without messages for this long is stopped; zero: never.</summary>
    public readonly TimeSpan PassivateIdleEntityAfter;

    /// <summary>Times and limits.</summary>
    public readonly TuningParameters TuningParameters;

    /// <summary>How the coordinator is run.</summary>
    public readonly ClusterSingletonManagerSettings CoordinatorSingletonSettings;

    /// <summary>Settings in code; the names of the parameters are those of the fields.</summary>
    public ClusterShardingSettings(
        string? role,
        bool rememberEntities,
        string journalPluginId,
        string snapshotPluginId,
        TimeSpan passivateIdleEntityAfter,
        StateStoreMode stateStoreMode,
        TuningParameters tuningParameters,
        ClusterSingletonManagerSettings coordinatorSingletonSettings)
        : this(
            role, rememberEntities, journalPluginId, snapshotPluginId, passivateIdleEntityAfter, stateStoreMode,
            RememberEntitiesStore.Eventsourced, TimeSpan.FromSeconds(3), tuningParameters, coordinatorSingletonSettings)
    {
    }

    private ClusterShardingSettings(
        string? role,
        bool rememberEntities,
        string journalPluginId,
        string snapshotPluginId,
        TimeSpan passivateIdleEntityAfter,
        StateStoreMode stateStoreMode,
        RememberEntitiesStore rememberEntitiesStore,
        TimeSpan shardRegionQueryTimeout,
        TuningParameters tuningParameters,
        ClusterSingletonManagerSettings coordinatorSingletonSettings)
    {
        Role = string.IsNullOrEmpty(role) ? null : role;
        RememberEntities = rememberEntities;
        JournalPluginId = journalPluginId ?? "";
        SnapshotPluginId = snapshotPluginId ?? "";
        PassivateIdleEntityAfter = passivateIdleEntityAfter;
        StateStoreMode = stateStoreMode;
        RememberEntitiesStore = rememberEntitiesStore;
        ShardRegionQueryTimeout = shardRegionQueryTimeout;
        TuningParameters = tuningParameters;
        CoordinatorSingletonSettings = coordinatorSingletonSettings;
    }

    /// <summary>Whether entities without messages are stopped. Remembered ones never are.</summary>
    internal bool ShouldPassivateIdleEntities => PassivateIdleEntityAfter > TimeSpan.Zero && !RememberEntities;

    /// <summary>The settings in <c>akka.cluster.sharding</c>.</summary>
    public static ClusterShardingSettings Create(ActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(ClusterSharding.DefaultConfig());
        system.Settings.InjectTopLevelFallback(ClusterSingletonManager.DefaultConfig());
        var all = system.Settings.Config;
        var config = all.GetConfig("akka.cluster.sharding");
        return Create(config, all.GetConfig(config.GetString("coordinator-singleton")));
    }

    /// <summary>The settings in <paramref name="config"/>, the section itself, and the section of the coordinator's singleton.</summary>
    /// <exception cref="ConfigurationException">A section is missing, or a value is none of its kind.</exception>
    public static ClusterShardingSettings Create(Config config, Config singletonConfig)
    {
        if (config.IsNullOrEmpty())
            throw ConfigurationException.NullOrEmptyConfig<ClusterShardingSettings>("akka.cluster.sharding");
        if (config.GetString("use-lease", "") is { Length: > 0 } lease)
        {
            throw new ConfigurationException(
                $"Cannot use lease [{lease}] for sharding: membership is the lease here. Leave akka.cluster.sharding.use-lease empty.");
        }

        return ShardingConfig.Read(config, ClusterSingletonManagerSettings.Create(singletonConfig), All);
    }

    /// <summary>With another role, which the coordinator gets too.</summary>
    public ClusterShardingSettings WithRole(string? role) => All(
        role, RememberEntities, JournalPluginId, SnapshotPluginId, PassivateIdleEntityAfter, StateStoreMode, RememberEntitiesStore,
        ShardRegionQueryTimeout, TuningParameters, CoordinatorSingletonSettings.WithRole(role));

    /// <summary>With or without remembering.</summary>
    public ClusterShardingSettings WithRememberEntities(bool rememberEntities) => All(
        Role, rememberEntities, JournalPluginId, SnapshotPluginId, PassivateIdleEntityAfter, StateStoreMode, RememberEntitiesStore,
        ShardRegionQueryTimeout, TuningParameters, CoordinatorSingletonSettings);

    /// <summary>With another journal.</summary>
    public ClusterShardingSettings WithJournalPluginId(string journalPluginId) => All(
        Role, RememberEntities, journalPluginId, SnapshotPluginId, PassivateIdleEntityAfter, StateStoreMode, RememberEntitiesStore,
        ShardRegionQueryTimeout, TuningParameters, CoordinatorSingletonSettings);

    /// <summary>With another snapshot store.</summary>
    public ClusterShardingSettings WithSnapshotPluginId(string snapshotPluginId) => All(
        Role, RememberEntities, JournalPluginId, snapshotPluginId, PassivateIdleEntityAfter, StateStoreMode, RememberEntitiesStore,
        ShardRegionQueryTimeout, TuningParameters, CoordinatorSingletonSettings);

    /// <summary>With another wish for the coordinator's state.</summary>
    public ClusterShardingSettings WithStateStoreMode(StateStoreMode mode) => All(
        Role, RememberEntities, JournalPluginId, SnapshotPluginId, PassivateIdleEntityAfter, mode, RememberEntitiesStore,
        ShardRegionQueryTimeout, TuningParameters, CoordinatorSingletonSettings);

    /// <summary>With other times and limits.</summary>
    public ClusterShardingSettings WithTuningParameters(TuningParameters tuningParameters) => All(
        Role, RememberEntities, JournalPluginId, SnapshotPluginId, PassivateIdleEntityAfter, StateStoreMode, RememberEntitiesStore,
        ShardRegionQueryTimeout, tuningParameters, CoordinatorSingletonSettings);

    /// <summary>With another time until idle entities are stopped; zero: never.</summary>
    public ClusterShardingSettings WithPassivateIdleAfter(TimeSpan duration) => All(
        Role, RememberEntities, JournalPluginId, SnapshotPluginId, duration, StateStoreMode, RememberEntitiesStore,
        ShardRegionQueryTimeout, TuningParameters, CoordinatorSingletonSettings);

    /// <summary>With another way to run the coordinator.</summary>
    public ClusterShardingSettings WithCoordinatorSingletonSettings(ClusterSingletonManagerSettings coordinatorSingletonSettings) => All(
        Role, RememberEntities, JournalPluginId, SnapshotPluginId, PassivateIdleEntityAfter, StateStoreMode, RememberEntitiesStore,
        ShardRegionQueryTimeout, TuningParameters, coordinatorSingletonSettings);

    /// <summary>Whether a node with <paramref name="roles"/> hosts shards.</summary>
    internal bool ShouldHostShard(IEnumerable<string> roles) => Role is null || roles.Contains(Role);

    private static ClusterShardingSettings All(
        string? role,
        bool rememberEntities,
        string journalPluginId,
        string snapshotPluginId,
        TimeSpan passivateIdleEntityAfter,
        StateStoreMode stateStoreMode,
        RememberEntitiesStore rememberEntitiesStore,
        TimeSpan shardRegionQueryTimeout,
        TuningParameters tuningParameters,
        ClusterSingletonManagerSettings coordinatorSingletonSettings) => new(
        role, rememberEntities, journalPluginId, snapshotPluginId, passivateIdleEntityAfter, stateStoreMode, rememberEntitiesStore,
        shardRegionQueryTimeout, tuningParameters, coordinatorSingletonSettings);
}
