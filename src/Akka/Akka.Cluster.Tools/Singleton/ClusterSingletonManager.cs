using Akka.Actor;
using Akka.Cluster.Tools.Ownership;
using Akka.Cluster.Tools.Wire;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>
/// Runs one actor, the singleton, on the oldest of the nodes that have a manager under the same path (and role). Guarantee: never two at
/// a time. It rests on three rules: a manager starts the singleton only with the word, or after the removal, of everybody who may still
/// run it (<see cref="HandOverLedger"/>); a member is removed only after it has said so or its lease has ended; a manager stops the
/// singleton before the lease of its own node ends. The gap: a handler of the singleton that does not return before the lease ends cannot
/// be stopped; what it writes must be fenced where it is written.
/// <code>
/// Start -> Younger &lt;-> BecomingOldest -> Oldest &lt;-> WasOldest
///             ^                             |           |
///             +------ HandingOver &lt;---------+-----------+-> Stopping -> End
/// </code>
/// </summary>
public sealed partial class ClusterSingletonManager : FSM<ClusterSingletonState, IClusterSingletonData>
{
    private const string RetryTimer = "hand-over-retry";
    private readonly Props _singletonProps;
    private readonly object _terminationMessage;
    private readonly ClusterSingletonManagerSettings _settings;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly IOwnership _ownership = OwnershipExtension.For(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly TaskCompletionSource<Done> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OldestView _view;
    private HandOverLedger _ledger = HandOverLedger.Empty;
    private bool _selfRemoved;

    /// <summary>See <see cref="Props(Akka.Actor.Props, object, ClusterSingletonManagerSettings)"/>.</summary>
    public ClusterSingletonManager(Props singletonProps, object terminationMessage, ClusterSingletonManagerSettings settings)
    {
        _singletonProps = singletonProps;
        _terminationMessage = terminationMessage;
        _settings = settings;
        _view = OldestView.Empty(settings.Role, settings.ConsiderAppVersion);
        ToolsSerializers.Register(Context.System);
        if (settings.Role is { } role && !_cluster.SelfRoles.Contains(role))
        {
            throw new ArgumentException(
                $"Cannot run singleton [{settings.SingletonName}] here: this node has the roles [{string.Join(", ", _cluster.SelfRoles)}], "
                + $"the singleton needs [{role}]. Start a ClusterSingletonProxy on this node instead.");
        }

        AddShutdownTask();
        DefineStates();
        StartWith(ClusterSingletonState.Start, SingletonHere.None);
        Initialize();
    }

    private SingletonHere Here => (SingletonHere)StateData;

    private UniqueAddress SelfNode => _cluster.SelfUniqueAddress;

    /// <summary>The defaults of singletons and proxies.</summary>
    public static Config DefaultConfig() =>
        ConfigurationFactory.FromResource<ClusterSingletonManager>("Akka.Cluster.Tools.singleton.conf");

    /// <summary>As below, with <see cref="PoisonPill"/>.</summary>
    public static Props Props(Props singletonProps, ClusterSingletonManagerSettings settings) =>
        Props(singletonProps, PoisonPill.Instance, settings);

    /// <summary>A manager, to be started under the same name on all nodes that may run the singleton.</summary>
    /// <param name="singletonProps">The singleton.</param>
    /// <param name="terminationMessage">What asks it to stop for a hand-over; it must stop itself then.</param>
    /// <param name="settings">How it is run.</param>
    public static Props Props(Props singletonProps, object terminationMessage, ClusterSingletonManagerSettings settings) =>
        Actor.Props.Create(() => new ClusterSingletonManager(singletonProps, terminationMessage, settings))
            .WithDeploy(Deploy.Local)
            .WithDispatcher("akka.actor.internal-dispatcher");

    /// <inheritdoc />
    protected override void PreStart()
    {
        var self = Self;
        var ownership = _ownership;
        ActGate.HoldChildrenOf(Context, () => ownership.Holds);
        ownership.Subscribe(self);

        // Not before: the first view must have all older members in it.
        _cluster.RegisterOnMemberUp(() => self.Tell(Begin.Instance, ActorRefs.NoSender));
        base.PreStart();
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _ownership.Unsubscribe(Self);
        _cluster.Unsubscribe(Self);
        _exited.TrySetResult(Done.Instance);
        base.PostStop();
    }

    /// <summary>A node that shuts down hands its singletons over before it is removed.</summary>
    private void AddShutdownTask()
    {
        var self = Self;
        var cluster = _cluster;
        var exited = _exited.Task;
        CoordinatedShutdown.Get(Context.System).AddTask(
            CoordinatedShutdown.PhaseClusterExiting,
            $"singleton-exiting-{self.Path.ToStringWithoutAddress()}",
            () =>
            {
                if (cluster.IsTerminated)
                    return Task.FromResult(Done.Instance);
                self.Tell(Leave.Instance, ActorRefs.NoSender);
                return exited;
            });
    }

    /// <summary>The node is up: membership can be followed.</summary>
    private sealed record Begin : INoSerializationVerificationNeeded
    {
        public static readonly Begin Instance = new();
    }

    /// <summary>The node shuts down, whether or not the cluster has said so already.</summary>
    private sealed record Leave : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Leave Instance = new();
    }

    private sealed record Retry : INoSerializationVerificationNeeded
    {
        public static readonly Retry Instance = new();
    }

    /// <summary>The margin after the removal of a member is over.</summary>
    private sealed record MarginOver(UniqueAddress Node) : INoSerializationVerificationNeeded;
}
