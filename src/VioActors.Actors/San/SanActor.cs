using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.San;

/// <summary>
/// The storage area network of this process: its fabrics with their name servers, and the storage behind them. One for each process, at the
/// top of its actor system; makes one <see cref="VsaActor"/> for each virtual port that logs in.
/// <para>Waiting (for the configuration) → Working. It reads the configuration again after every start and works by every change that it is
/// told of.</para>
/// Guarantee: a port reaches the LUNs that are zoned with and masked to it and no others, from the moment in which it works by the change.
/// A login begins when nothing of the former login of the same name can reach a medium any more. Gap: reservations end with the process, as
/// those of a storage system without batteries do.
/// </summary>
public sealed partial class SanActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    /// <summary>Relative target port of every LUN: initiators see one target, whichever storage port their zone has.</summary>
    internal const ushort RelativePort = 1;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly IActorRef _viosDb;
    private readonly SanStorage _storage;
    private readonly int _queueDepthMax;
    private readonly TimeSpan? _compareInterval;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<Wwpn, VirtualPort> _ports = [];
    private readonly Dictionary<Wwpn, DrainingPort> _draining = [];
    private readonly Dictionary<Wwpn, IActorRef> _hosts = [];
    private SanConfiguration _san = SanConfiguration.Empty;
    private FabricLogins _logins = FabricLogins.Empty;
    private long _nexusCount;

    /// <param name="viosDb">Has the record of the configuration.</param>
    /// <param name="queueDepthMax">Tasks that one port may have outstanding.</param>
    public SanActor(IActorRef viosDb, int queueDepthMax, TimeProvider time)
        : this(viosDb, queueDepthMax, time, null)
    {
    }

    /// <param name="viosDb">Has the record of the configuration.</param>
    /// <param name="queueDepthMax">Tasks that one port may have outstanding.</param>
    /// <param name="compareInterval">How often the record is read, since its owner is another process, which does not tell of
    /// changes.</param>
    public SanActor(IActorRef viosDb, int queueDepthMax, TimeProvider time, TimeSpan? compareInterval)
    {
        (_viosDb, _compareInterval) = (viosDb, compareInterval);
        _queueDepthMax = queueDepthMax;
        var self = Self;
        _storage = new SanStorage(time, opened => self.Tell(opened, ActorRefs.NoSender));
        Receive<Ask>(_ => _viosDb.Tell(new GetSan()));
        Receive<SanFound>(found =>
        {
            Timers.Cancel(nameof(Ask));
            if (_compareInterval is { } interval)
                Timers.StartPeriodicTimer(nameof(Ask), Ask.Instance, interval);
            Become(Working);
            Configure(found.Configuration);
            Stash.UnstashAll();
        });
        ReceiveAny(_ => Stash.Stash());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    // A nexus that failed has told its transport; it is made anew by the next login.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SanChanged));
        Timers.StartPeriodicTimer(nameof(Ask), Ask.Instance, TimeSpan.Zero, RetryInterval);
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _storage.Dispose();
    }

    private void Working()
    {
        Receive<SanFound>(found => Configure(found.Configuration));
        Receive<Ask>(_ =>
        {
            if (_compareInterval is not null)
                _viosDb.Tell(new GetSan());
        });
        Receive<SanChanged>(changed => Configure(changed.Configuration));
        Receive<LogInPort>(LogIn);
        Receive<LogInVirtualPort>(LogIn);
        ReceiveFromElsewhere();
        Receive<LogOutPort>(logOut =>
        {
            LogOut(logOut.Port, logOut.Reason);
            Sender.Tell(Ok.Instance);
        });
        Receive<UnitOpened>(opened =>
        {
            if (_storage.Adopt(opened) is { } problem)
            {
                _log.Warning("{0} It is tried again.", problem);
                Timers.StartSingleTimer(nameof(OpenAgain), OpenAgain.Instance, RetryInterval);
            }

            ShowLuns();
        });
        Receive<OpenAgain>(_ => _storage.Open(_san.Luns));
        Receive<ResetUnits>(Reset);
        Receive<GetSanReport>(_ => Sender.Tell(new SanReport(
            _san, _logins.ByName.Values.ToValueList(),
            _storage.Problems().Where(unit => unit.Value.Length > 0).Select(unit => new SanUnitProblem(unit.Key, unit.Value))
                .ToValueList())));
        Receive<Terminated>(Forget);
        Receive<IReply>(_ => { });
    }

    private void Configure(SanConfiguration san)
    {
        if (_san == san)
            return;
        _san = san;

        // A port whose cable was taken away has no link any more.
        foreach (var login in _logins.ByName.Values.Where(login => !login.IsVirtual && san.FabricOf(login.Port) != login.Fabric).ToList())
            LogOut(login.Port, "it is cabled to another switch, or to none");
        _storage.Open(san.Luns);
        ShowLuns();
    }

    private void LogIn(LogInPort logIn)
    {
        var answer = _logins.LogIn(_san, logIn.Port);
        if (answer.Login is not { } login)
        {
            Sender.Tell(answer.Refusal!);
            return;
        }

        _logins = answer.Logins;
        if (_hosts.GetValueOrDefault(logIn.Port) is { } former && !former.Equals(Sender))
            LogOutVirtual(logIn.Port, "its physical port logged in again");
        _hosts[logIn.Port] = Sender;
        Context.Watch(Sender);
        Sender.Tell(new PortLoggedIn(login));
    }

    private void LogIn(LogInVirtualPort logIn)
    {
        Close(logIn.Port, "it logged in again");
        if (_draining.TryGetValue(logIn.Port, out var draining))
        {
            draining.Next?.Asker.Tell(new VirtualPortAnswer(
                new NexusLogin(null, LoginRefusal.ServiceUnavailable, "another login of the same port came after it"), null));
            _draining[logIn.Port] = draining with { Next = new NextLogin(logIn, Sender) };
            return;
        }

        // A login for zoning only makes room for one that does I/O, wherever that comes from.
        if (logIn.Sink is not null && !_ports.ContainsKey(logIn.Port) && _logins.Find(logIn.Port)?.Through != logIn.Through)
            _logins = _logins.LogOut(logIn.Port);
        var answer = _logins.LogIn(_san, logIn.Through, logIn.Port, logIn.CountMax);
        if (answer.Login is not { } login)
        {
            var refusal = answer.Refusal!.Code == RejectionCode.Busy ? LoginRefusal.OutOfResources : LoginRefusal.ServiceUnavailable;
            Sender.Tell(new VirtualPortAnswer(new NexusLogin(null, refusal, answer.Refusal.Reason), null));
            return;
        }

        _logins = answer.Logins;
        if (logIn.Sink is not { } sink)
        {
            Sender.Tell(new VirtualPortAnswer(new NexusLogin(null, LoginRefusal.None, ""), login));
            return;
        }

        var (disks, life, depth) = (DisksOf(login), new NexusLife(), _queueDepthMax);
        var initiator = new InitiatorPort($"naa.{logIn.Port}", 0, $"N_Port {login.NPortId:x6}");
        var nexus = Context.ActorOf(
            Props.Create(() => new VsaActor(initiator, sink, life, disks, RelativePort, depth)), $"n-port-{logIn.Port}-{++_nexusCount}");
        Context.Watch(nexus);
        _ports[logIn.Port] = new VirtualPort(nexus, disks);
        _log.Info("{0} is logged in through {1} as {2:x6}.", logIn.Port, logIn.Through, login.NPortId);
        Sender.Tell(new VirtualPortAnswer(new NexusLogin(new VsaNexus(nexus, life, depth), LoginRefusal.None, ""), login));
    }

    private void LogOut(Wwpn port, string reason)
    {
        LogOutVirtual(port, reason);
        Close(port, reason);
        _hosts.Remove(port);
        _logins = _logins.LogOut(port);
    }

    private void LogOutVirtual(Wwpn through, string reason)
    {
        foreach (var login in _logins.Virtual(through).ToList())
        {
            Close(login.Port, reason);
            _logins = _logins.LogOut(login.Port);
        }
    }

    private void Close(Wwpn port, string reason)
    {
        if (!_ports.Remove(port, out var open))
            return;
        open.Nexus.Tell(new CloseNexus(reason));
        _draining[port] = new DrainingPort(open.Nexus, null);
    }

    /// <summary>A nexus ended: its port logs out. Or a physical port did: its link is gone.</summary>
    private void Forget(Terminated ended)
    {
        foreach (var (port, open) in _ports.Where(port => port.Value.Nexus.Equals(ended.ActorRef)).ToList())
        {
            _ports.Remove(port);
            _logins = _logins.LogOut(port);
        }

        foreach (var (port, draining) in _draining.Where(port => port.Value.Nexus.Equals(ended.ActorRef)).ToList())
        {
            _draining.Remove(port);
            if (draining.Next is { } next)
                Self.Tell(next.LogIn, next.Asker);
        }

        foreach (var (port, _) in _hosts.Where(host => host.Value.Equals(ended.ActorRef)).ToList())
            LogOut(port, "its VIOS is gone");
    }

    /// <summary>Every port that is logged in is shown what is zoned with and masked to it now.</summary>
    private void ShowLuns()
    {
        foreach (var (port, open) in _ports.ToList())
        {
            var disks = DisksOf(_logins.Find(port)!);
            if (disks.Disks.SequenceEqual(open.Disks.Disks))
                continue;
            _ports[port] = open with { Disks = disks };
            open.Nexus.Tell(new DisksReplaced(disks));
        }
    }

    private DiskSet DisksOf(FabricLogin login) => new(_san.LunsFor(login.Fabric, login.Port)
        .Select(lun => (Number: lun.Key, Unit: _storage.Find(lun.Value)))
        .Where(lun => lun.Unit is not null)
        .Select(lun => new SanDisk(lun.Number, lun.Unit!)));

    private void Reset(ResetUnits reset)
    {
        var disks = _ports.Values.FirstOrDefault(port => port.Nexus.Equals(Sender))?.Disks.Disks ?? [];
        var units = disks.Where(disk => reset.Lun is null || disk.Lun == reset.Lun).Cast<SanDisk>().Select(disk => disk.Unit.ResetAsync());
        Task.WhenAll(units).PipeTo(
            Sender,
            success: done => new TaskManaged(Array.TrueForAll(done, one => one)
                ? TaskManagementResponse.FunctionComplete
                : TaskManagementResponse.FunctionRejected),
            failure: _ => new TaskManaged(TaskManagementResponse.FunctionRejected));
    }

    private sealed record VirtualPort(IActorRef Nexus, DiskSet Disks);

    /// <summary>A nexus that was closed and whose tasks have not all ended.</summary>
    /// <param name="Next">The login that waits for that.</param>
    private sealed record DrainingPort(IActorRef Nexus, NextLogin? Next);

    private sealed record NextLogin(LogInVirtualPort LogIn, IActorRef Asker);

    private sealed record Ask
    {
        public static Ask Instance { get; } = new();
    }

    private sealed record OpenAgain
    {
        public static OpenAgain Instance { get; } = new();
    }
}
