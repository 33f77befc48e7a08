using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;

namespace Akka.Cluster.Sharding;

/// <summary>Reads <c>akka.cluster.sharding</c>. Thread-safe.</summary>
internal static class ShardingConfig
{
    public delegate ClusterShardingSettings Make(
        string? role,
        bool rememberEntities,
        string journalPluginId,
        string snapshotPluginId,
        TimeSpan passivateIdleEntityAfter,
        StateStoreMode stateStoreMode,
        RememberEntitiesStore rememberEntitiesStore,
        TimeSpan shardRegionQueryTimeout,
        TuningParameters tuningParameters,
        ClusterSingletonManagerSettings coordinatorSingletonSettings);

    public static ClusterShardingSettings Read(Config config, ClusterSingletonManagerSettings singleton, Make make)
    {
        var role = config.GetString("role", "");
        var coordinator = singleton.WithSingletonName("singleton");
        if (config.GetBoolean("coordinator-singleton-role-override", true))
            coordinator = coordinator.WithRole(role);
        var idle = config.GetString("passivate-idle-entity-after", "off");
        return make(
            role,
            config.GetBoolean("remember-entities"),
            config.GetString("journal-plugin-id", ""),
            config.GetString("snapshot-plugin-id", ""),
            idle is "off" or "false" ? TimeSpan.Zero : config.GetTimeSpan("passivate-idle-entity-after"),
            Mode<StateStoreMode>(config, "state-store-mode"),
            Mode<RememberEntitiesStore>(config, "remember-entities-store"),
            config.GetTimeSpan("shard-region-query-timeout"),
            Tuning(config),
            coordinator);
    }

    private static TMode Mode<TMode>(Config config, string key)
        where TMode : struct, Enum
    {
        var text = config.GetString(key);
        return Enum.TryParse<TMode>(text, ignoreCase: true, out var mode) && Enum.IsDefined(mode)
            ? mode
            : throw new ConfigurationException(
                $"Unknown akka.cluster.sharding.{key} [{text}]: use one of {string.Join(", ", Enum.GetNames<TMode>())}.");
    }

    private static TuningParameters Tuning(Config config)
    {
        var least = config.GetConfig("least-shard-allocation-strategy");
        var recovery = config.GetConfig("entity-recovery-constant-rate-strategy");
        var majority = config.GetConfig("coordinator-state");
        return new TuningParameters(
            coordinatorFailureBackoff: config.GetTimeSpan("coordinator-failure-backoff"),
            retryInterval: config.GetTimeSpan("retry-interval"),
            bufferSize: config.GetInt("buffer-size"),
            handOffTimeout: config.GetTimeSpan("handoff-timeout"),
            shardStartTimeout: config.GetTimeSpan("shard-start-timeout"),
            shardFailureBackoff: config.GetTimeSpan("shard-failure-backoff"),
            entityRestartBackoff: config.GetTimeSpan("entity-restart-backoff"),
            rebalanceInterval: config.GetTimeSpan("rebalance-interval"),
            snapshotAfter: config.GetInt("snapshot-after"),
            keepNrOfBatches: config.GetInt("keep-nr-of-batches"),
            leastShardAllocationRebalanceThreshold: least.GetInt("rebalance-threshold"),
            leastShardAllocationMaxSimultaneousRebalance: least.GetInt("max-simultaneous-rebalance"),
            waitingForStateTimeout: config.GetTimeSpan("waiting-for-state-timeout"),
            updatingStateTimeout: config.GetTimeSpan("updating-state-timeout"),
            entityRecoveryStrategy: config.GetString("entity-recovery-strategy"),
            entityRecoveryConstantRateStrategyFrequency: recovery.GetTimeSpan("frequency"),
            entityRecoveryConstantRateStrategyNumberOfEntities: recovery.GetInt("number-of-entities"),
            coordinatorStateWriteMajorityPlus: majority.GetInt("write-majority-plus"),
            coordinatorStateReadMajorityPlus: majority.GetInt("read-majority-plus"),
            leastShardAllocationAbsoluteLimit: least.GetInt("rebalance-absolute-limit"),
            leastShardAllocationRelativeLimit: least.GetDouble("rebalance-relative-limit"));
    }
}
