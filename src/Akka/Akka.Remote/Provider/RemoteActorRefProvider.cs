using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;

namespace Akka.Remote;

/// <summary>
/// References of this process and of others, for <c>akka.actor.provider = remote</c>. It starts to listen with the system, so that the
/// address is known when the system is there. Thread-safe.
/// </summary>
public class RemoteActorRefProvider : IRemoteActorRefProvider
{
    private readonly EventStream _eventStream;
    private readonly LocalActorRefProvider _local;
    private readonly ActorRefCache _cache;
    private ActorSystemImpl? _system;
    private TcpRemoting? _transport;
    private IActorRef? _remoteWatcher;
    private ILoggingAdapter? _log;

    /// <summary>
    /// The provider of the system <paramref name="systemName"/>. Throws <see cref="ConfigurationException"/> for wrong settings.
    /// </summary>
    public RemoteActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    {
        settings.InjectTopLevelFallback(ConfigurationFactory.FromResource("remote.conf", typeof(RemoteActorRefProvider).Assembly));
        _eventStream = eventStream;
        RemoteSettings = new RemoteSettings(settings.Config);
        Deployer = new RemoteDeployer(settings);
        _local = new LocalActorRefProvider(systemName, settings, eventStream, Deployer);
        _cache = new ActorRefCache();
    }

    /// <inheritdoc />
    public RemoteSettings RemoteSettings { get; }

    /// <inheritdoc />
    public RemoteTransport Transport => _transport!;

    /// <inheritdoc />
    public IActorRef RemoteWatcher => _remoteWatcher!;

    /// <inheritdoc />
    public IInternalActorRef RootGuardian => _local.RootGuardian;

    /// <inheritdoc />
    public LocalActorRef Guardian => _local.Guardian;

    /// <inheritdoc />
    public LocalActorRef SystemGuardian => _local.SystemGuardian;

    /// <inheritdoc />
    public IActorRef DeadLetters => _local.DeadLetters;

    /// <inheritdoc />
    public IActorRef IgnoreRef => _local.IgnoreRef;

    /// <inheritdoc />
    public ActorPath RootPath => _local.RootPath;

    /// <inheritdoc />
    public Settings Settings => _local.Settings;

    /// <inheritdoc />
    public Deployer Deployer { get; }

    /// <inheritdoc />
    public IInternalActorRef TempContainer => _local.TempContainer;

    /// <inheritdoc />
    public Task TerminationTask => _local.TerminationTask;

    /// <inheritdoc />
    public Address DefaultAddress => _transport?.DefaultAddress ?? _local.DefaultAddress;

    /// <inheritdoc />
    public virtual void Init(ActorSystemImpl system)
    {
        _system = system;
        _local.Init(system);
        _log = Logging.GetLogger(system, "remoting");
        _transport = new TcpRemoting(system, this);
        system.RegisterOnTermination(_transport.Abort);
        _transport.Start();
        _remoteWatcher = CreateRemoteWatcher(system);
        var transport = _transport;
        var terminator = system.SystemActorOf(
            Props.CreateBy(() => new RemotingTerminator(transport.Shutdown)).WithDispatcher(RemoteSettings.Dispatcher),
            "remoting-terminator");

        // From here and not by the actor: the system may end before the actor has started.
        SystemGuardian.Tell(RegisterTerminationHook.Instance, terminator);
    }

    /// <inheritdoc />
    public ActorPath TempPath() => _local.TempPath();

    /// <inheritdoc />
    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _local.RegisterTempActor(actorRef, path);

    /// <inheritdoc />
    public void UnregisterTempActor(ActorPath path) => _local.UnregisterTempActor(path);

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
        if ((deploy?.Scope ?? props.Deploy.Scope) is RemoteScope scope && !HasAddress(scope.Address))
        {
            throw new ConfigurationException(
                $"Cannot deploy [{path}] on [{scope.Address}]: this engine does not deploy actors on other systems. "
                + "Start the actor there and look it up with ActorSelection.");
        }

        return _local.ActorOf(system, props, supervisor, path, systemService, deploy!, lookupDeploy, async);
    }

    /// <inheritdoc />
    public IActorRef RootGuardianAt(Address address)
    {
        if (HasAddress(address))
            return RootGuardian;
        var text = address.ToString();
        if (_cache.TryGet(text, out var known))
            return known;
        var root = RemoteRef(new RootActorPath(address));
        if (root is RemoteActorRef remote)
            _cache.Add(text, remote);
        return root;
    }

    /// <inheritdoc />
    public IActorRef ResolveActorRef(string path)
    {
        if (_cache.TryGet(path, out var known))
            return known;
        if (IgnoreActorRef.IsIgnoreRefPath(path))
            return IgnoreRef;
        if (!Address.TryParse(path.AsSpan(), out var address, out var names))
        {
            _log?.Debug("Resolve of unknown path [{0}] failed", path);
            return DeadLetters;
        }

        var root = HasAddress(address) ? RootPath : new RootActorPath(address);
        if (!ActorPath.TryParse(root, names, out var parsed))
            return DeadLetters;
        if (ReferenceEquals(root, RootPath))
            return _local.ResolveActorRef(parsed);
        var remote = RemoteRef(parsed);
        if (remote is RemoteActorRef { IsTemporary: false } lasting)
            _cache.Add(path, lasting);
        return remote;
    }

    /// <inheritdoc />
    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        if (actorPath.Address == RootPath.Address)
            return _local.ResolveActorRef(actorPath);
        if (!HasAddress(actorPath.Address))
            return RemoteRef(actorPath);
        var here = RootPath / actorPath.Elements;
        return _local.ResolveActorRef(actorPath.Uid == 0 ? here : here.WithUid(actorPath.Uid));
    }

    /// <inheritdoc />
    public Address GetExternalAddressFor(Address address)
    {
        if (HasAddress(address))
            return _local.RootPath.Address;
        return address.HasGlobalScope && address.Protocol == DefaultAddress.Protocol ? DefaultAddress : null!;
    }

    /// <inheritdoc />
    public bool HasAddress(Address address) =>
        address == _local.RootPath.Address || (_transport is not null && _transport.Addresses.Contains(address));

    /// <inheritdoc />
    public void Quarantine(Address address, int? uid) => Transport.Quarantine(address, uid);

    /// <summary>Makes the remote watcher, <c>/system/remote-watcher</c>.</summary>
    protected virtual IActorRef CreateRemoteWatcher(ActorSystemImpl system) => system.SystemActorOf(
        Props.CreateBy(() => new RemoteWatcher(
            CreateRemoteWatcherFailureDetector(system),
            RemoteSettings.WatchHeartBeatInterval,
            RemoteSettings.WatchUnreachableReaperInterval,
            RemoteSettings.WatchHeartbeatExpectedResponseAfter)).WithDispatcher(RemoteSettings.Dispatcher),
        "remote-watcher");

    /// <summary>The detectors of watched systems.</summary>
    protected DefaultFailureDetectorRegistry<Address> CreateRemoteWatcherFailureDetector(ActorSystem system) => new(() =>
        FailureDetectorLoader.Load(
            RemoteSettings.WatchFailureDetectorImplementationClass, RemoteSettings.WatchFailureDetectorConfig, system));

    private IActorRef RemoteRef(ActorPath path)
    {
        if (_transport is not null && path.Address.HasGlobalScope && path.Address.Protocol == _transport.DefaultAddress.Protocol)
            return new RemoteActorRef(_transport, this, path);
        _log?.Error(
            "Cannot reach [{0}]: this system speaks [{1}] only. Messages to it are dead letters.", path, DefaultAddress.Protocol);
        return new EmptyLocalActorRef(this, path, _eventStream);
    }
}
