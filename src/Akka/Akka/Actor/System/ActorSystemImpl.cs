using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor.Internal;

/// <summary>The system itself. Thread-safe.</summary>
public sealed partial class ActorSystemImpl : ExtendedActorSystem
{
    private readonly string _name;
    private readonly Settings _settings;
    private readonly EventStream _eventStream;
    private readonly IScheduler _scheduler;
    private readonly IActorRefProvider _provider;
    private readonly Dispatchers _dispatchers;
    private readonly Mailboxes _mailboxes;
    private readonly TerminationCallbacks _terminationCallbacks;
    private readonly UidSource _uids;
    private IActorRef? _deadLetterListener;
    private ILoggingAdapter _log;
    private Serialization.Serialization? _serialization;

    internal ActorSystemImpl(string name, Config config, ActorSystemSetup setup, Option<ProviderSelection> provider)
    {
        _name = CheckName(name);
        _settings = new Settings(this, config, setup, provider);
        _eventStream = new EventStream(_settings.DebugEventStream);
        _eventStream.StartStdoutLogger(_settings);
        _log = Logging.GetLogger(_eventStream, $"ActorSystem({_name})");
        _scheduler = ConfiguredType.Create<IScheduler>(
            _settings.SchedulerClass, "akka.scheduler.implementation", _settings.Config, _log);
        Time = (_scheduler as HashedWheelTimerScheduler)?.Time ?? new SchedulerTimeProvider(_scheduler);
        _uids = new UidSource(Time);
        StartTime = _scheduler.MonotonicClock;
        _provider = ConfiguredType.Create<IActorRefProvider>(
            _settings.ProviderClass, "akka.actor.provider", _name, _settings, _eventStream);
        _mailboxes = new Mailboxes(this);
        _dispatchers = new Dispatchers(
            this, new DefaultDispatcherPrerequisites(_eventStream, _scheduler, _settings, _mailboxes, Time));
        _terminationCallbacks = new TerminationCallbacks(_log);
        VerifySerialization = _settings.SerializeAllMessages;
    }

    /// <inheritdoc />
    public override IActorRefProvider Provider => _provider;

    /// <inheritdoc />
    public override Settings Settings => _settings;

    /// <inheritdoc />
    public override string Name => _name;

    /// <inheritdoc />
    public override Serialization.Serialization Serialization => _serialization!;

    /// <inheritdoc />
    public override EventStream EventStream => _eventStream;

    /// <inheritdoc />
    public override IActorRef DeadLetters => _provider.DeadLetters;

    /// <inheritdoc />
    public override IActorRef IgnoreRef => _provider.IgnoreRef;

    /// <inheritdoc />
    public override Dispatchers Dispatchers => _dispatchers;

    /// <inheritdoc />
    public override Mailboxes Mailboxes => _mailboxes;

    /// <inheritdoc />
    public override IScheduler Scheduler => _scheduler;

    /// <inheritdoc />
    public override ILoggingAdapter Log => _log;

    /// <inheritdoc />
    public override IInternalActorRef Guardian => _provider.Guardian;

    /// <inheritdoc />
    public override IInternalActorRef LookupRoot => _provider.RootGuardian;

    /// <inheritdoc />
    public override IInternalActorRef SystemGuardian => _provider.SystemGuardian;

    /// <summary>The clock of the system, see <c>akka.scheduler.time-provider</c>.</summary>
    internal TimeProvider Time { get; }

    /// <summary>Whether every user message is copied by its serializer.</summary>
    internal bool VerifySerialization { get; }

    /// <summary>Starts the guardians, loggers and configured extensions. Called once.</summary>
    public void Start()
    {
        try
        {
            // Before the provider, whose network may bring messages at once.
            _serialization = new Serialization.Serialization(this);
            _provider.Init(this);
            _eventStream.StartDefaultLoggers(this);
            _log = Logging.GetLogger(this, this);
            _eventStream.StartUnsubscriber(this);
            if (_settings.LogDeadLetters > 0)
                _deadLetterListener = SystemActorOf<DeadLetterListener>("deadLetterListener");
            _provider.TerminationTask.ContinueWith(
                _ => Ended(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            LoadExtensions();
            CoordinatedShutdown.Get(this);
            if (_settings.LogConfigOnStart)
                _log.Info(_settings.ToString());
        }
        catch
        {
            Abort();
            throw;
        }
    }

    /// <inheritdoc />
    public override IActorRef ActorOf(Props props, string name = null!) => GuardianCell().AttachChild(props, name, systemService: false);

    /// <inheritdoc />
    public override IActorRef SystemActorOf(Props props, string? name = null) =>
        ((LocalActorRef)_provider.SystemGuardian).Cell.AttachChild(props, name, systemService: true);

    /// <inheritdoc />
    public override IActorRef SystemActorOf<TActor>(string? name = null) => SystemActorOf(Props.Create<TActor>(), name);

    /// <inheritdoc />
    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    /// <inheritdoc />
    public override ActorSelection ActorSelection(string actorPath) =>
        ActorRefFactoryShared.ActorSelection(actorPath, this, _provider.RootGuardian);

    /// <inheritdoc />
    public override void Stop(IActorRef actor)
    {
        var path = actor.Path;
        if (path.Depth == 2 && path.Parent.Equals(_provider.Guardian.Path))
            ((LocalActorRef)_provider.Guardian).Cell.ChildShallStop(actor);
        ((IInternalActorRef)actor).Stop();
    }

    /// <inheritdoc />
    public override string ToString() => LookupRoot.Path.Root.Address.ToString();

    internal long NextUid() => _uids.Next();

    /// <inheritdoc />
    internal override string PrintTree() => TreePrinter.Print(LookupRoot);

    private static string CheckName(string name)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentException("Cannot create an actor system without a name.", nameof(name));
        var valid = char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        return valid
            ? name
            : throw new ArgumentException(
                $"Invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-' or '_')",
                nameof(name));
    }

    private ActorCell GuardianCell() => ((LocalActorRef)_provider.Guardian).Cell;
}
