using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Remote.Transport;

/// <summary>
/// The network of one system over TCP: it listens, keeps an <see cref="Association"/> for every other system, and gives them time.
/// Thread-safe.
/// </summary>
internal sealed partial class TcpRemoting : RemoteTransport
{
    /// <summary>Systems that may have been heard of; peers cannot make it more.</summary>
    private const int AssociationsMax = 10_000;

    private static readonly TimeSpan TickMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TickMax = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Address, Association> _associations = new();
    private readonly ConcurrentDictionary<Task, byte> _loops = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly HashSet<Address> _addresses;
    private readonly Tls? _tls;
    private readonly Listener _listener;
    private volatile bool _listens = true;
    private ICancelable? _ticks;
    private long _lastPing;
    private int _ended;

    /// <summary>Listens. Throws <see cref="Akka.Configuration.ConfigurationException"/> when that is not possible.</summary>
    public TcpRemoting(ActorSystemImpl system, IRemoteActorRefProvider provider)
    {
        System = system;
        Provider = provider;
        Settings = provider.RemoteSettings;
        Log = Logging.GetLogger(system, "remoting");
        Routes = new StreamRoutes(Settings.ControlDestinations, Settings.LargeDestinations);
        _tls = Settings.Tcp.Tls is { } tls ? new Tls(tls) : null;
        Connector = new Connector(Settings, _tls, system.Time);
        _listener = Listener.Bind(Settings.Tcp);
        DefaultAddress = AddressOf(_listener.EndPoint);
        _addresses = AddressesOf(_listener.EndPoint);
        Uid = AddressUidExtension.Uid(system);
        _refused = new OverflowCount(system.Time, Settings.OverflowWarningInterval);
        _offenders = new OverflowCount(system.Time, Settings.OverflowWarningInterval);
    }

    public ActorSystemImpl System { get; }

    public IRemoteActorRefProvider Provider { get; }

    public RemoteSettings Settings { get; }

    public ILoggingAdapter Log { get; }

    public StreamRoutes Routes { get; }

    public Connector Connector { get; }

    public TimeProvider Time => System.Time;

    public int Uid { get; }

    public bool IsStopped => _stopped.IsCancellationRequested;

    public override ISet<Address> Addresses => _addresses;

    public override Address DefaultAddress { get; }

    /// <summary>Begins to take connections.</summary>
    public void Start()
    {
        NewTransportDetector();
        Run(AcceptAsync());
        var interval = new[] { TickMax, Settings.SysResendTimeout / 2, Settings.NotificationFlushTimeout / 2 }.Min();
        interval = interval < TickMin ? TickMin : interval;
        _ticks = System.Scheduler.Advanced.ScheduleRepeatedlyCancelable(interval, interval, Tick);
        Log.Info("Remoting started; listening on addresses : [{0}]", DefaultAddress);
        Publish(new RemotingListenEvent([DefaultAddress]));
    }

    /// <summary>The association with a system, which begins with the first message.</summary>
    public Association AssociationWith(Address remote) => _associations.TryGetValue(remote, out var known) ? known : Associate(remote);

    /// <summary>As above, for a peer that connects; <c>null</c> when there are too many.</summary>
    public Association? TryAssociationWith(Address remote) =>
        _associations.ContainsKey(remote) || _associations.Count < AssociationsMax ? AssociationWith(remote) : null;

    /// <summary>The incarnation that the handshake with a system told, or <c>null</c>.</summary>
    public int? KnownUid(Address remote) =>
        _associations.TryGetValue(remote, out var known) && known.RemoteUid != 0 ? known.RemoteUid : null;

    /// <summary>Whether a peer that wants the system at <paramref name="address"/> means this one.</summary>
    public bool IsAddressed(string address) => Address.TryParse(address, out var wanted) && _addresses.Contains(wanted);

    public FailureDetector NewTransportDetector() => FailureDetectorLoader.Load(
        Settings.TransportFailureDetectorConfig.GetString("implementation-class"), Settings.TransportFailureDetectorConfig, System);

    public void Publish(RemotingLifecycleEvent lifecycleEvent)
    {
        System.EventStream.Publish(lifecycleEvent);
        if (Settings.LogRemoteLifecycleEvents && Log.IsEnabled(lifecycleEvent.LogLevel()))
            Log.Log(lifecycleEvent.LogLevel(), (lifecycleEvent as AssociationErrorEvent)?.Cause, lifecycleEvent.ToString()!);
    }

    /// <inheritdoc />
    public override void Quarantine(Address address, int? uid) => AssociationWith(address).Quarantine(uid, "it was asked for");

    /// <inheritdoc />
    public override Task<bool> ManagementCommand(object cmd)
    {
        if (cmd is not SetThrottle throttle)
            return Task.FromResult(false);
        if (!Settings.Tcp.Throttleable)
        {
            throw new InvalidOperationException(
                $"Cannot throttle the link to [{throttle.Address}]: add trttl to akka.remote.dot-netty.tcp.applied-adapters.");
        }

        AssociationWith(throttle.Address).Throttle(throttle);
        return Task.FromResult(true);
    }

    private Association Associate(Address remote)
    {
        lock (_associations)
        {
            if (_associations.TryGetValue(remote, out var known))
                return known;
            var association = new Association(this, remote);
            _associations[remote] = association;
            Run(association.RunAsync(_stopped.Token));
            return association;
        }
    }

    private void Run(Task loop)
    {
        _loops[loop] = 0;
        loop.ContinueWith(
            ended => _loops.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Tick()
    {
        var pingInterval = Settings.TransportFailureDetectorConfig.GetTimeSpan("heartbeat-interval");
        var ping = Time.GetElapsedTime(_lastPing) >= pingInterval;
        if (ping)
            _lastPing = Time.GetTimestamp();
        foreach (var association in _associations.Values)
            association.Tick(ping, resend: true);
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private Address AddressOf(IPEndPoint bound)
    {
        var tcp = Settings.Tcp;
        var host = tcp.PublicHostname.Length > 0 ? tcp.PublicHostname : tcp.Hostname;
        if (host.Length == 0 || (IPAddress.TryParse(host, out var literal) && IsAny(literal)))
            host = IsAny(bound.Address) ? Dns.GetHostName() : bound.Address.ToString();
        return new Address(tcp.Scheme, System.Name, host, tcp.PublicPort > 0 ? tcp.PublicPort : bound.Port);
    }

    private HashSet<Address> AddressesOf(IPEndPoint bound)
    {
        var host = Settings.Tcp.Hostname.Length > 0 ? Settings.Tcp.Hostname : bound.Address.ToString();
        return [DefaultAddress, new Address(Settings.Tcp.Scheme, System.Name, host, bound.Port)];
    }
}
