using Akka.Actor;
using Akka.Cluster.Tools.Ownership;
using Akka.Cluster.Tools.Singleton;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <summary>
/// The door to the entities of one type, on every node that hosts or uses them. Passes each message to the region where its shard is,
/// keeps it while that is unknown, and runs the shards that are here. Guarantee: messages of one sender to one entity arrive in order
/// and at most once, also while the shard moves; no shard runs here without the coordinator's word, nor when the membership of this node
/// may have ended. The gap: what was sent to a node that crashed is lost; what exceeds the buffer becomes a dead letter.
/// <code>
/// Register -> (RegisterAck) -> messages: home known? pass on : keep and ask -> (ShardHome) -> pass on what was kept
/// BeginHandOff -> keep, flush, confirm;  HandOff -> stop the shard, confirm
/// </code>
/// </summary>
public sealed partial class ShardRegion : ActorBase, IWithTimers
{
    private readonly string _typeName;
    private readonly Func<string, Props>? _entityProps;
    private readonly ClusterShardingSettings _settings;
    private readonly IMessageExtractor _extractor;
    private readonly object _handOffStopMessage;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly IOwnership _ownership = OwnershipExtension.For(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly MessageBuffers _buffers;
    private readonly Dictionary<string, IActorRef> _homes = [];
    private bool _bufferWarned;

    internal ShardRegion(
        string typeName,
        Func<string, Props>? entityProps,
        ClusterShardingSettings settings,
        string coordinatorPath,
        IMessageExtractor messageExtractor,
        object handOffStopMessage)
    {
        _typeName = typeName;
        _entityProps = entityProps;
        _settings = settings;
        _coordinatorPath = coordinatorPath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        _extractor = messageExtractor;
        _handOffStopMessage = handOffStopMessage;
        _buffers = new MessageBuffers(settings.TuningParameters.BufferSize);
        _view = OldestView.Empty(
            settings.CoordinatorSingletonSettings.Role, settings.CoordinatorSingletonSettings.ConsiderAppVersion);
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsProxy => _entityProps is null;

    private TuningParameters Tuning => _settings.TuningParameters;

    internal static Props Props(
        string typeName,
        Func<string, Props> entityProps,
        ClusterShardingSettings settings,
        string coordinatorPath,
        IMessageExtractor messageExtractor,
        object handOffStopMessage) =>
        Actor.Props.Create(() => new ShardRegion(
            typeName, entityProps, settings, coordinatorPath, messageExtractor, handOffStopMessage)).WithDeploy(Deploy.Local);

    internal static Props ProxyProps(
        string typeName, ClusterShardingSettings settings, string coordinatorPath, IMessageExtractor messageExtractor) =>
        Actor.Props.Create(() => new ShardRegion(
            typeName, null, settings, coordinatorPath, messageExtractor, PoisonPill.Instance)).WithDeploy(Deploy.Local);

    /// <inheritdoc />
    protected override void PreStart()
    {
        var self = Self;
        var ownership = _ownership;
        ActGate.HoldChildrenOf(Context, () => ownership.Holds);
        ownership.Subscribe(self);
        _cluster.Subscribe(self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(RetryTick), RetryTick.Instance, Tuning.RetryInterval);
        StartToRegister();
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _ownership.Unsubscribe(Self);
        _cluster.Unsubscribe(Self);
        if (_buffers.Count > 0)
            _log.Warning("Region [{0}] stops with [{1}] messages that have no home: they become dead letters.", _typeName, _buffers.Count);
        foreach (var key in _buffers.Keys.ToArray())
        {
            foreach (var (message, sender) in _buffers.Take(key))
                Context.System.DeadLetters.Tell(new DeadLetter(message, sender, Self), sender);
        }

        base.PostStop();
    }

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        _log.Error(error, "A shard of [{0}] failed; it starts again.", _typeName);
        return Directive.Stop;
    });

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated ended:
                SomebodyEnded(ended.ActorRef);
                return true;
            case ShardInitialized ready:
                ShardIsReady(ready.Shard, Sender);
                return true;
            case RetryTick:
                Retry();
                return true;
            case MembershipLease.Held or MembershipLease.Lost:
                OwnershipMayHaveChanged();
                return true;
            case ClusterEvent.IMemberEvent or ClusterEvent.CurrentClusterState or RegisterTick:
                FollowCluster(message);
                return true;
            case ICoordinatorMessage coordination:
                Coordinate(coordination);
                return true;
            case ShardBackoffOver over:
                StartWanted(over.Shard);
                return true;
            case GracefulShutdown:
                BeginGracefulShutdown();
                return true;
            case ShutdownTimedOut:
                Context.Stop(Self);
                return true;
            case IShardRegionQuery query:
                AnswerQuery(query);
                return true;
            case IShardRegionCommand:
                return false;
            default:
                return DeliverMessage(message);
        }
    }

    /// <summary>Starts an entity without a message for it. Answered when it runs.</summary>
    public sealed class StartEntity : IClusterShardingSerializable, IEquatable<StartEntity>
    {
        /// <summary>The entity.</summary>
        public readonly string EntityId;

        /// <param name="entityId">The entity.</param>
        public StartEntity(string entityId)
        {
            EntityId = entityId;
        }

        /// <inheritdoc />
        public bool Equals(StartEntity? other) => other is not null && EntityId == other.EntityId;

        /// <inheritdoc />
        public override bool Equals(object? obj) => Equals(obj as StartEntity);

        /// <inheritdoc />
        public override int GetHashCode() => EntityId.GetHashCode(StringComparison.Ordinal);

        /// <inheritdoc />
        public override string ToString() => $"StartEntity({EntityId})";
    }

    private sealed record RetryTick : INoSerializationVerificationNeeded
    {
        public static readonly RetryTick Instance = new();
    }

    private sealed record ShutdownTimedOut : INoSerializationVerificationNeeded
    {
        public static readonly ShutdownTimedOut Instance = new();
    }

    private sealed record ShardBackoffOver(string Shard) : INoSerializationVerificationNeeded;
}
