using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace Akka.Cluster.Sharding;

/// <summary>
/// Decides which region hosts which shard. One per type of entity in the cluster, a singleton; what it decides is in the journal before
/// anybody hears of it, so that its successor knows. Guarantee: a shard gets another region only after the former one has said that it
/// runs no entity of it, has stopped, or its node was removed from the cluster. A node that does not answer keeps its shards.
/// <code>
/// Recovering -> Coordinating: allocation (Allocation), moves (HandOff), regions and nodes (Regions)
/// </code>
/// </summary>
internal sealed partial class ShardCoordinator : ReceivePersistentActor, IWithTimers
{
    private readonly string _typeName;
    private readonly ClusterShardingSettings _settings;
    private readonly IShardAllocationStrategy _strategy;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly int _regionsMin;
    private CoordinatorState _state = CoordinatorState.Empty;

    public ShardCoordinator(string typeName, ClusterShardingSettings settings, IShardAllocationStrategy strategy)
    {
        _typeName = typeName;
        _settings = settings;
        _strategy = strategy;
        _nodes = new RegionNodes(_cluster.SelfAddress);
        _regionsMin = settings.Role is { } role
            ? _cluster.Settings.MinNrOfMembersOfRole.GetValueOrDefault(role, 1)
            : _cluster.Settings.MinNrOfMembers;
        JournalPluginId = settings.JournalPluginId;
        SnapshotPluginId = settings.SnapshotPluginId;

        Recover<ICoordinatorEvent>(change => _state = _state.Apply(change));
        Recover<SnapshotOffer>(offer => _state = (CoordinatorState)offer.Snapshot);
        Recover<RecoveryCompleted>(_ => Self.Tell(Begin.Instance, ActorRefs.NoSender));

        CommandRegions();
        CommandAllocation();
        CommandHandOff();
        CommandQueries();
        Command<SaveSnapshotSuccess>(_ => { });
        Command<SaveSnapshotFailure>(failure => Log.Warning(
            "Cannot save the state of the shard coordinator of [{0}]: {1}. Its events are kept, so nothing is lost.",
            _typeName, failure.Cause.Message));
    }

    /// <summary>The same on all nodes: the path of the coordinator.</summary>
    public override string PersistenceId => Self.Path.ToStringWithoutAddress();

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    private TuningParameters Tuning => _settings.TuningParameters;

    public static Props Props(string typeName, ClusterShardingSettings settings, IShardAllocationStrategy strategy) =>
        Actor.Props.Create(() => new ShardCoordinator(typeName, settings, strategy)).WithDeploy(Deploy.Local);

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        base.PostStop();
    }

    /// <summary>Persists, applies, then goes on. Commands wait meanwhile.</summary>
    private void Record(ICoordinatorEvent change, Action then) => Persist(change, persisted =>
    {
        _state = _state.Apply(persisted);
        if (LastSequenceNr % Tuning.SnapshotAfter == 0)
            SaveSnapshot(_state);
        then();
    });

    private sealed record Begin : INoSerializationVerificationNeeded
    {
        public static readonly Begin Instance = new();
    }
}
