using Akka.Actor;
using Akka.Cluster.Tools.Wire;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>
/// Stands for a singleton on any node: what is sent to it goes to the singleton, wherever it runs, with the sender kept and in the order
/// of arrival. While the singleton is unknown messages are kept, up to the size of the buffer; then the oldest become dead letters.
/// Delivery is at most once: what was on its way to a singleton that stopped is lost.
/// </summary>
public sealed class ClusterSingletonProxy : ReceiveActor, IWithTimers
{
    private const string IdentifyTimer = "identify";
    private readonly ClusterSingletonProxySettings _settings;
    private readonly string[] _singletonPath;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<(object Message, IActorRef Sender)> _buffer = new();
    private OldestView _view;
    private IActorRef? _singleton;
    private UniqueAddress? _oldest;
    private int _identification;

    /// <summary>See <see cref="Props"/>.</summary>
    public ClusterSingletonProxy(string singletonManagerPath, ClusterSingletonProxySettings settings)
    {
        _settings = settings;
        _singletonPath = [.. singletonManagerPath.Split('/', StringSplitOptions.RemoveEmptyEntries), settings.SingletonName];
        _view = OldestView.Empty(settings.Role, settings.ConsiderAppVersion);
        ToolsSerializers.Register(Context.System);

        Receive<ClusterEvent.CurrentClusterState>(state => Seen(state.Members));
        Receive<ClusterEvent.MemberRemoved>(removed => Removed(removed.Member.UniqueAddress));
        Receive<ClusterEvent.IMemberEvent>(change => Seen([change.Member]));
        Receive<ActorIdentity>(Identified, identity => identity.MessageId is int);
        Receive<Terminated>(ended => Lost(ended.ActorRef));
        Receive<TryToIdentify>(_ => Identify());
        ReceiveAny(Pass);
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The defaults of singletons and proxies.</summary>
    public static Config DefaultConfig() => ClusterSingletonManager.DefaultConfig();

    /// <summary>A proxy.</summary>
    /// <param name="singletonManagerPath">Path of the manager without an address, such as <c>/user/manager</c>.</param>
    /// <param name="settings">How the singleton is found.</param>
    public static Props Props(string singletonManagerPath, ClusterSingletonProxySettings settings) =>
        Actor.Props.Create(() => new ClusterSingletonProxy(singletonManagerPath, settings))
            .WithDeploy(Deploy.Local)
            .WithDispatcher("akka.actor.internal-dispatcher");

    /// <inheritdoc />
    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent));

    /// <inheritdoc />
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        foreach (var (message, sender) in _buffer)
            DropToDeadLetters(message, sender);
        base.PostStop();
    }

    private void Seen(IEnumerable<Member> members)
    {
        foreach (var member in members)
            _view = _view.With(member);
        OldestMayHaveChanged();
    }

    private void Removed(UniqueAddress node)
    {
        _view = _view.Without(node);
        OldestMayHaveChanged();
    }

    private void OldestMayHaveChanged()
    {
        var oldest = _view.Oldest?.UniqueAddress;
        if (Equals(oldest, _oldest))
            return;
        _oldest = oldest;
        Forget();
        if (oldest is null)
            Timers.Cancel(IdentifyTimer);
        else
            BeginToIdentify();
    }

    private void BeginToIdentify()
    {
        Timers.StartPeriodicTimer(
            IdentifyTimer, TryToIdentify.Instance, TimeSpan.Zero, _settings.SingletonIdentificationInterval);
    }

    private void Identify()
    {
        if (_oldest is null || _singleton is not null)
            return;
        Context.ActorSelection(new RootActorPath(_oldest.Address) / _singletonPath).Tell(new Identify(++_identification), Self);
    }

    private void Identified(ActorIdentity identity)
    {
        // An answer to an earlier question may be from where the singleton was before.
        if (identity.Subject is not { } subject || !Equals(identity.MessageId, _identification) || _singleton is not null)
            return;
        _log.Info("Singleton identified at [{0}]", subject.Path);
        Timers.Cancel(IdentifyTimer);
        _singleton = Context.Watch(subject);
        while (_buffer.TryDequeue(out var kept))
            subject.Tell(kept.Message, kept.Sender);
    }

    private void Lost(IActorRef singleton)
    {
        if (!singleton.Equals(_singleton))
            return;
        _singleton = null;
        if (_oldest is not null)
            BeginToIdentify();
    }

    private void Forget()
    {
        _identification++;
        if (_singleton is null)
            return;
        Context.Unwatch(_singleton);
        _singleton = null;
    }

    private void Pass(object message)
    {
        if (_singleton is not null)
        {
            _singleton.Forward(message);
            return;
        }

        if (_settings.BufferSize == 0)
        {
            DropToDeadLetters(message, Sender);
            return;
        }

        if (_buffer.Count == _settings.BufferSize)
        {
            var (oldest, sender) = _buffer.Dequeue();
            _log.Warning("The buffer of the singleton proxy is full ({0} messages): dropping the oldest message.", _settings.BufferSize);
            DropToDeadLetters(oldest, sender);
        }

        _buffer.Enqueue((message, Sender));
    }

    private void DropToDeadLetters(object message, IActorRef sender) =>
        Context.System.DeadLetters.Tell(new DeadLetter(message, sender, Self), sender);

    private sealed record TryToIdentify : INoSerializationVerificationNeeded
    {
        public static readonly TryToIdentify Instance = new();
    }
}
