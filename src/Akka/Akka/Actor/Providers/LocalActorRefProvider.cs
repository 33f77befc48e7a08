using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Event;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>References of one process. Thread-safe.</summary>
public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly EventStream _eventStream;
    private readonly ActorPath _tempNode;
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _tempNumber;
    private ActorSystemImpl? _system;
    private VirtualPathContainer? _tempContainer;
    private RootGuardianRef? _rootGuardian;

    /// <summary>The provider of the system <paramref name="systemName"/>.</summary>
    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream)
        : this(systemName, settings, eventStream, new Deployer(settings))
    {
    }

    /// <summary>As above; another provider may stand in front of this one.</summary>
    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream, Deployer deployer)
    {
        Settings = settings;
        Deployer = deployer;
        _eventStream = eventStream;
        RootPath = new RootActorPath(new Address("akka", systemName));
        _tempNode = RootPath / "temp";
        DeadLetters = new DeadLetterActorRef(this, RootPath / "deadLetters", eventStream);
        IgnoreRef = new IgnoreActorRef(this);
    }

    /// <inheritdoc />
    public IInternalActorRef RootGuardian => _rootGuardian!;

    /// <inheritdoc />
    public LocalActorRef Guardian { get; private set; } = null!;

    /// <inheritdoc />
    public LocalActorRef SystemGuardian { get; private set; } = null!;

    /// <inheritdoc />
    public IActorRef DeadLetters { get; }

    /// <inheritdoc />
    public IActorRef IgnoreRef { get; }

    /// <inheritdoc />
    public ActorPath RootPath { get; }

    /// <inheritdoc />
    public Settings Settings { get; }

    /// <inheritdoc />
    public Deployer Deployer { get; }

    /// <inheritdoc />
    public IInternalActorRef TempContainer => _tempContainer!;

    /// <inheritdoc />
    public Task TerminationTask => _terminated.Task;

    /// <inheritdoc />
    public Address DefaultAddress => RootPath.Address;

    /// <inheritdoc />
    public IActorRef RootGuardianAt(Address address) => address == RootPath.Address ? _rootGuardian! : DeadLetters;

    /// <inheritdoc />
    public void Init(ActorSystemImpl system)
    {
        _system = system;
        var bubble = new BubbleWalker(this, RootPath / "bubble-walker", system, _terminated);
        var dispatcher = system.Dispatchers.InternalDispatcher;
        var mailbox = system.Mailboxes.Lookup(Mailboxes.DefaultMailboxId);
        var strategy = SupervisorStrategyConfigurator.CreateConfigurator(Settings.SupervisorStrategyClass).Create();

        _rootGuardian = new RootGuardianRef(
            system, Props.Create<GuardianActor>(SupervisorStrategy.StoppingStrategy), dispatcher, mailbox, bubble, RootPath);
        _tempContainer = new VirtualPathContainer(this, _tempNode, _rootGuardian, system.Log);
        _rootGuardian.AddVirtualChild("temp", _tempContainer);
        _rootGuardian.AddVirtualChild("deadLetters", (IInternalActorRef)DeadLetters);
        _rootGuardian.AddVirtualChild("ignore", (IInternalActorRef)IgnoreRef);

        SystemGuardian = MakeGuardian(
            "system", new Props(typeof(SystemGuardianActor), SupervisorStrategy.DefaultStrategy), dispatcher, mailbox);
        Guardian = MakeGuardian("user", new Props(typeof(GuardianActor), strategy), dispatcher, mailbox);
        _rootGuardian.Start();
        SystemGuardian.Start();
        Guardian.Start();
        _rootGuardian.Tell(new GuardianActor.Order(Guardian, SystemGuardian), ActorRefs.NoSender);
        SystemGuardian.Tell(new GuardianActor.Order(Guardian, null), ActorRefs.NoSender);
    }

    /// <inheritdoc />
    public ActorPath TempPath() => _tempNode / Util.Base64Names.Encode(Interlocked.Increment(ref _tempNumber));

    /// <inheritdoc />
    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _tempContainer!.AddChild(path.Name, actorRef);

    /// <inheritdoc />
    public void UnregisterTempActor(ActorPath path) => _tempContainer!.RemoveChild(path.Name);

    /// <inheritdoc />
    public IInternalActorRef ActorOf(
        ActorSystemImpl system,
        Props props,
        IInternalActorRef supervisor,
        ActorPath path,
        bool systemService,
        Deploy deploy,
        bool lookupDeploy,
        bool async)
    {
        var effective = lookupDeploy ? Deployer.Apply(props, path) : props;
        if (deploy is not null)
            effective = effective.WithDeploy(deploy);
        var dispatcherId = effective.Dispatcher;
        if (dispatcherId.Length == 0 && systemService)
            dispatcherId = Dispatchers.InternalDispatcherId;
        var dispatcher = system.Dispatchers.Lookup(dispatcherId);
        if (effective.RouterConfig is not (null or NoRouter))
            return RoutedActorFactory.Create(system, effective, dispatcher, supervisor, path);
        var mailbox = system.Mailboxes.GetMailboxType(effective, dispatcher.Configurator.Config);
        return new LocalActorRef(system, effective, dispatcher, mailbox, supervisor, path);
    }

    /// <inheritdoc />
    public IActorRef ResolveActorRef(string path)
    {
        if (IgnoreActorRef.IsIgnoreRefPath(path))
            return IgnoreRef;
        return ActorPath.TryParse(path, out var parsed) ? ResolveActorRef(parsed) : DeadLetters;
    }

    /// <inheritdoc />
    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        if (actorPath.Root.Address != RootPath.Address)
            return DeadLetters;
        if (actorPath.Depth == 0)
            return _rootGuardian!;
        var found = _rootGuardian!.GetChild(actorPath.Elements);
        if (found.IsNobody() || (actorPath.Uid != 0 && found.Path.Uid != actorPath.Uid))
            return new EmptyLocalActorRef(this, actorPath, _eventStream);
        return found;
    }

    /// <inheritdoc />
    public Address GetExternalAddressFor(Address address) => address == RootPath.Address ? address : null!;

    private LocalActorRef MakeGuardian(string name, Props props, MessageDispatcher dispatcher, MailboxType mailbox)
    {
        _rootGuardian!.Cell.ReserveChild(name);
        var guardian = new LocalActorRef(_system!, props, dispatcher, mailbox, _rootGuardian, new ChildActorPath(RootPath, name, 0));
        _rootGuardian.Cell.AddChild(guardian);
        return guardian;
    }
}
