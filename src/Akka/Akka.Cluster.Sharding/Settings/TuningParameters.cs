namespace Akka.Cluster.Sharding;

/// <summary>Times and limits of sharding. Immutable and thread-safe.</summary>
public class TuningParameters
{
    /// <summary>Wait before the coordinator is started again after a failure.</summary>
    public readonly TimeSpan CoordinatorFailureBackoff;

    /// <summary>How often registration and questions are repeated.</summary>
    public readonly TimeSpan RetryInterval;

    /// <summary>Messages a region, and each shard, keeps.</summary>
    public readonly int BufferSize;

    /// <summary>How long a shard may take to stop.</summary>
    public readonly TimeSpan HandOffTimeout;

    /// <summary>How long until a region is told again to host a shard.</summary>
    public readonly TimeSpan ShardStartTimeout;

    /// <summary>Wait before a shard is started again after a failure.</summary>
    public readonly TimeSpan ShardFailureBackoff;

    /// <summary>Wait before a remembered entity is started again.</summary>
    public readonly TimeSpan EntityRestartBackoff;

    /// <summary>How often it is looked whether shards should move.</summary>
    public readonly TimeSpan RebalanceInterval;

    /// <summary>Events between snapshots.</summary>
    public readonly int SnapshotAfter;

    /// <summary>Read for compatibility: events are never deleted here.</summary>
    public readonly int KeepNrOfBatches;

    /// <summary>Difference between regions that makes shards move.</summary>
    public readonly int LeastShardAllocationRebalanceThreshold;

    /// <summary>Shards that move at a time.</summary>
    public readonly int LeastShardAllocationMaxSimultaneousRebalance;

    /// <summary>Read for compatibility: of use with distributed data only.</summary>
    public readonly TimeSpan WaitingForStateTimeout;

    /// <summary>Read for compatibility: of use with distributed data only.</summary>
    public readonly TimeSpan UpdatingStateTimeout;

    /// <summary>How remembered entities are started: all or constant.</summary>
    public readonly string EntityRecoveryStrategy;

    /// <summary>How often some are started, with constant.</summary>
    public readonly TimeSpan EntityRecoveryConstantRateStrategyFrequency;

    /// <summary>How many are started at a time, with constant.</summary>
    public readonly int EntityRecoveryConstantRateStrategyNumberOfEntities;

    /// <summary>Read for compatibility: of use with distributed data only.</summary>
    public readonly int CoordinatorStateWriteMajorityPlus;

    /// <summary>Read for compatibility: of use with distributed data only.</summary>
    public readonly int CoordinatorStateReadMajorityPlus;

    /// <summary>Shards that move at a time; 0: the older strategy.</summary>
    public readonly int LeastShardAllocationAbsoluteLimit;

    /// <summary>Part of all shards that moves at a time.</summary>
    public readonly double LeastShardAllocationRelativeLimit;

    /// <summary>All of them; the names of the parameters are those of the fields.</summary>
    /// <exception cref="ArgumentException">The recovery strategy is neither all nor constant.</exception>
    public TuningParameters(
        TimeSpan coordinatorFailureBackoff,
        TimeSpan retryInterval,
        int bufferSize,
        TimeSpan handOffTimeout,
        TimeSpan shardStartTimeout,
        TimeSpan shardFailureBackoff,
        TimeSpan entityRestartBackoff,
        TimeSpan rebalanceInterval,
        int snapshotAfter,
        int keepNrOfBatches,
        int leastShardAllocationRebalanceThreshold,
        int leastShardAllocationMaxSimultaneousRebalance,
        TimeSpan waitingForStateTimeout,
        TimeSpan updatingStateTimeout,
        string entityRecoveryStrategy,
        TimeSpan entityRecoveryConstantRateStrategyFrequency,
        int entityRecoveryConstantRateStrategyNumberOfEntities,
        int coordinatorStateWriteMajorityPlus,
        int coordinatorStateReadMajorityPlus,
        int leastShardAllocationAbsoluteLimit,
        double leastShardAllocationRelativeLimit)
    {
        if (entityRecoveryStrategy is not ("all" or "constant"))
        {
            throw new ArgumentException(
                $"Unknown entity-recovery-strategy [{entityRecoveryStrategy}]: use all or constant.", nameof(entityRecoveryStrategy));
        }

        CoordinatorFailureBackoff = coordinatorFailureBackoff;
        RetryInterval = retryInterval;
        BufferSize = bufferSize;
        HandOffTimeout = handOffTimeout;
        ShardStartTimeout = shardStartTimeout;
        ShardFailureBackoff = shardFailureBackoff;
        EntityRestartBackoff = entityRestartBackoff;
        RebalanceInterval = rebalanceInterval;
        SnapshotAfter = snapshotAfter;
        KeepNrOfBatches = keepNrOfBatches;
        LeastShardAllocationRebalanceThreshold = leastShardAllocationRebalanceThreshold;
        LeastShardAllocationMaxSimultaneousRebalance = leastShardAllocationMaxSimultaneousRebalance;
        WaitingForStateTimeout = waitingForStateTimeout;
        UpdatingStateTimeout = updatingStateTimeout;
        EntityRecoveryStrategy = entityRecoveryStrategy;
        EntityRecoveryConstantRateStrategyFrequency = entityRecoveryConstantRateStrategyFrequency;
        EntityRecoveryConstantRateStrategyNumberOfEntities = entityRecoveryConstantRateStrategyNumberOfEntities;
        CoordinatorStateWriteMajorityPlus = coordinatorStateWriteMajorityPlus;
        CoordinatorStateReadMajorityPlus = coordinatorStateReadMajorityPlus;
        LeastShardAllocationAbsoluteLimit = leastShardAllocationAbsoluteLimit;
        LeastShardAllocationRelativeLimit = leastShardAllocationRelativeLimit;
    }

    private TuningParameters(TuningParameters other, Change change)
    {
        CoordinatorFailureBackoff = change.CoordinatorFailureBackoff ?? other.CoordinatorFailureBackoff;
        RetryInterval = change.RetryInterval ?? other.RetryInterval;
        BufferSize = change.BufferSize ?? other.BufferSize;
        HandOffTimeout = change.HandOffTimeout ?? other.HandOffTimeout;
        ShardStartTimeout = change.ShardStartTimeout ?? other.ShardStartTimeout;
        ShardFailureBackoff = change.ShardFailureBackoff ?? other.ShardFailureBackoff;
        EntityRestartBackoff = change.EntityRestartBackoff ?? other.EntityRestartBackoff;
        RebalanceInterval = change.RebalanceInterval ?? other.RebalanceInterval;
        SnapshotAfter = change.SnapshotAfter ?? other.SnapshotAfter;
        KeepNrOfBatches = change.KeepNrOfBatches ?? other.KeepNrOfBatches;
        LeastShardAllocationRebalanceThreshold = change.LeastShardAllocationRebalanceThreshold
            ?? other.LeastShardAllocationRebalanceThreshold;
        LeastShardAllocationMaxSimultaneousRebalance = change.LeastShardAllocationMaxSimultaneousRebalance
            ?? other.LeastShardAllocationMaxSimultaneousRebalance;
        WaitingForStateTimeout = change.WaitingForStateTimeout ?? other.WaitingForStateTimeout;
        UpdatingStateTimeout = change.UpdatingStateTimeout ?? other.UpdatingStateTimeout;
        EntityRecoveryStrategy = change.EntityRecoveryStrategy ?? other.EntityRecoveryStrategy;
        EntityRecoveryConstantRateStrategyFrequency = change.EntityRecoveryConstantRateStrategyFrequency
            ?? other.EntityRecoveryConstantRateStrategyFrequency;
        EntityRecoveryConstantRateStrategyNumberOfEntities = change.EntityRecoveryConstantRateStrategyNumberOfEntities
            ?? other.EntityRecoveryConstantRateStrategyNumberOfEntities;
        CoordinatorStateWriteMajorityPlus = change.CoordinatorStateWriteMajorityPlus ?? other.CoordinatorStateWriteMajorityPlus;
        CoordinatorStateReadMajorityPlus = change.CoordinatorStateReadMajorityPlus ?? other.CoordinatorStateReadMajorityPlus;
        LeastShardAllocationAbsoluteLimit = change.LeastShardAllocationAbsoluteLimit ?? other.LeastShardAllocationAbsoluteLimit;
        LeastShardAllocationRelativeLimit = change.LeastShardAllocationRelativeLimit ?? other.LeastShardAllocationRelativeLimit;
    }

    /// <summary>With another value of <see cref="CoordinatorFailureBackoff"/>.</summary>
    public TuningParameters WithCoordinatorFailureBackoff(TimeSpan coordinatorFailureBackoff) =>
        new(this, new Change { CoordinatorFailureBackoff = coordinatorFailureBackoff });

    /// <summary>With another value of <see cref="RetryInterval"/>.</summary>
    public TuningParameters WithRetryInterval(TimeSpan retryInterval) => new(this, new Change { RetryInterval = retryInterval });

    /// <summary>With another value of <see cref="BufferSize"/>.</summary>
    public TuningParameters WithBufferSize(int bufferSize) => new(this, new Change { BufferSize = bufferSize });

    /// <summary>With another value of <see cref="HandOffTimeout"/>.</summary>
    public TuningParameters WithHandOffTimeout(TimeSpan handOffTimeout) => new(this, new Change { HandOffTimeout = handOffTimeout });

    /// <summary>With another value of <see cref="ShardStartTimeout"/>.</summary>
    public TuningParameters WithShardStartTimeout(TimeSpan shardStartTimeout) =>
        new(this, new Change { ShardStartTimeout = shardStartTimeout });

    /// <summary>With another value of <see cref="ShardFailureBackoff"/>.</summary>
    public TuningParameters WithShardFailureBackoff(TimeSpan shardFailureBackoff) =>
        new(this, new Change { ShardFailureBackoff = shardFailureBackoff });

    /// <summary>With another value of <see cref="EntityRestartBackoff"/>.</summary>
    public TuningParameters WithEntityRestartBackoff(TimeSpan entityRestartBackoff) =>
        new(this, new Change { EntityRestartBackoff = entityRestartBackoff });

    /// <summary>With another value of <see cref="RebalanceInterval"/>.</summary>
    public TuningParameters WithRebalanceInterval(TimeSpan rebalanceInterval) =>
        new(this, new Change { RebalanceInterval = rebalanceInterval });

    /// <summary>With another value of <see cref="SnapshotAfter"/>.</summary>
    public TuningParameters WithSnapshotAfter(int snapshotAfter) => new(this, new Change { SnapshotAfter = snapshotAfter });

    /// <summary>With another value of <see cref="KeepNrOfBatches"/>.</summary>
    public TuningParameters WithKeepNrOfBatches(int keepNrOfBatches) => new(this, new Change { KeepNrOfBatches = keepNrOfBatches });

    /// <summary>With another value of <see cref="LeastShardAllocationRebalanceThreshold"/>.</summary>
    public TuningParameters WithLeastShardAllocationRebalanceThreshold(int leastShardAllocationRebalanceThreshold) =>
        new(this, new Change { LeastShardAllocationRebalanceThreshold = leastShardAllocationRebalanceThreshold });

    /// <summary>With another value of <see cref="LeastShardAllocationMaxSimultaneousRebalance"/>.</summary>
    public TuningParameters WithLeastShardAllocationMaxSimultaneousRebalance(int leastShardAllocationMaxSimultaneousRebalance) =>
        new(this, new Change { LeastShardAllocationMaxSimultaneousRebalance = leastShardAllocationMaxSimultaneousRebalance });

    /// <summary>With another value of <see cref="WaitingForStateTimeout"/>.</summary>
    public TuningParameters WithWaitingForStateTimeout(TimeSpan waitingForStateTimeout) =>
        new(this, new Change { WaitingForStateTimeout = waitingForStateTimeout });

    /// <summary>With another value of <see cref="UpdatingStateTimeout"/>.</summary>
    public TuningParameters WithUpdatingStateTimeout(TimeSpan updatingStateTimeout) =>
        new(this, new Change { UpdatingStateTimeout = updatingStateTimeout });

    /// <summary>With another value of <see cref="EntityRecoveryStrategy"/>.</summary>
    public TuningParameters WithEntityRecoveryStrategy(string entityRecoveryStrategy) =>
        new(this, new Change { EntityRecoveryStrategy = entityRecoveryStrategy });

    /// <summary>With another value of <see cref="EntityRecoveryConstantRateStrategyFrequency"/>.</summary>
    public TuningParameters WithEntityRecoveryConstantRateStrategyFrequency(TimeSpan entityRecoveryConstantRateStrategyFrequency) =>
        new(this, new Change { EntityRecoveryConstantRateStrategyFrequency = entityRecoveryConstantRateStrategyFrequency });

    /// <summary>With another value of <see cref="EntityRecoveryConstantRateStrategyNumberOfEntities"/>.</summary>
    public TuningParameters WithEntityRecoveryConstantRateStrategyNumberOfEntities(
        int entityRecoveryConstantRateStrategyNumberOfEntities) =>
        new(this, new Change { EntityRecoveryConstantRateStrategyNumberOfEntities = entityRecoveryConstantRateStrategyNumberOfEntities });

    /// <summary>With another value of <see cref="CoordinatorStateWriteMajorityPlus"/>.</summary>
    public TuningParameters WithCoordinatorStateWriteMajorityPlus(int coordinatorStateWriteMajorityPlus) =>
        new(this, new Change { CoordinatorStateWriteMajorityPlus = coordinatorStateWriteMajorityPlus });

    /// <summary>With another value of <see cref="CoordinatorStateReadMajorityPlus"/>.</summary>
    public TuningParameters WithCoordinatorStateReadMajorityPlus(int coordinatorStateReadMajorityPlus) =>
        new(this, new Change { CoordinatorStateReadMajorityPlus = coordinatorStateReadMajorityPlus });

    /// <summary>With another value of <see cref="LeastShardAllocationAbsoluteLimit"/>.</summary>
    public TuningParameters WithLeastShardAllocationAbsoluteLimit(int leastShardAllocationAbsoluteLimit) =>
        new(this, new Change { LeastShardAllocationAbsoluteLimit = leastShardAllocationAbsoluteLimit });

    /// <summary>With another value of <see cref="LeastShardAllocationRelativeLimit"/>.</summary>
    public TuningParameters WithLeastShardAllocationRelativeLimit(double leastShardAllocationRelativeLimit) =>
        new(this, new Change { LeastShardAllocationRelativeLimit = leastShardAllocationRelativeLimit });

    /// <summary>The values that differ.</summary>
    private readonly record struct Change
    {
        public TimeSpan? CoordinatorFailureBackoff { get; init; }

        public TimeSpan? RetryInterval { get; init; }

        public int? BufferSize { get; init; }

        public TimeSpan? HandOffTimeout { get; init; }

        public TimeSpan? ShardStartTimeout { get; init; }

        public TimeSpan? ShardFailureBackoff { get; init; }

        public TimeSpan? EntityRestartBackoff { get; init; }

        public TimeSpan? RebalanceInterval { get; init; }

        public int? SnapshotAfter { get; init; }

        public int? KeepNrOfBatches { get; init; }

        public int? LeastShardAllocationRebalanceThreshold { get; init; }

        public int? LeastShardAllocationMaxSimultaneousRebalance { get; init; }

        public TimeSpan? WaitingForStateTimeout { get; init; }

        public TimeSpan? UpdatingStateTimeout { get; init; }

        public string? EntityRecoveryStrategy { get; init; }

        public TimeSpan? EntityRecoveryConstantRateStrategyFrequency { get; init; }

        public int? EntityRecoveryConstantRateStrategyNumberOfEntities { get; init; }

        public int? CoordinatorStateWriteMajorityPlus { get; init; }

        public int? CoordinatorStateReadMajorityPlus { get; init; }

        public int? LeastShardAllocationAbsoluteLimit { get; init; }

        public double? LeastShardAllocationRelativeLimit { get; init; }
    }
}
