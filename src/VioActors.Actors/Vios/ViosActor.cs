using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Nexus;
using VioActors.Actors.Phyp;
using VioActors.Actors.Phyp.Freezing;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.Backup;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Actors.Vios.Daemon;
using VioActors.Actors.Vios.Devices;
using VioActors.Actors.Vios.Dsa;
using VioActors.Actors.Vios.Fc;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Actors.Vios.Primary;
using VioActors.Actors.Vios.Registration;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Backup;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Devices;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Memory;
using VioActors.Domain.Phyp;
using VioActors.Domain.Phyp.Nexus;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Scsi.Sense;

namespace VioActors.Actors.Vios;

/// <summary>
/// One virtual I/O server: parent of its daemon, registration, storage access and server adapters. One for each VIOS, at the top of
/// its actor system.
/// <para>Initialising → Registering → ClusterAware → Serving → Stopping; Registering → RegistrationFailed → (told so) →
/// Registering.</para>
/// Guarantee: no client is served before the answer of the VIOS DB is in the local store (REG-4). Any child that fails beyond its own
/// supervision stops
/// the VIOS: PHYP and the clients' other paths notice, and a restart begins from the stores.
/// </summary>
public sealed partial class ViosActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan PoolRetryFirst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PoolRetryLongest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CompareRetryFirst = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CompareRetryLongest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PhypSilenceLimit = TimeSpan.FromSeconds(3);

    private readonly ViosDefinition _definition;
    private readonly SoftwareStack _stack = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly TargetDirectory _directory;
    private readonly IActorRef _network;
    private readonly DbForPeers _dbForPeers;
    private readonly IActorRef _daemon;
    private readonly IActorRef _registration;
    private readonly IActorRef _follower;
    private Interconnects? _interconnects;
    private readonly IActorRef _inventory;
    private readonly IActorRef _backup;
    private readonly IActorRef _primary;
    private readonly RetryPause _poolPause;
    private readonly RetryPause _comparePause;
    private ViosService? _service;
    private ViosPhase _phase = ViosPhase.Initialising;
    private string _detail = "";
    private int _attempts;
    private ClusterData? _cluster;
    private ViosDevices? _devices;
    private ValueList<Partition> _partitions = [];
    private DeviceInventory? _inventoryKnown;
    private IReadOnlyList<string> _portals = [];
    private bool _isUnserved;
    private bool _isFailing;
    private bool _hasVolumeProblem;
    private bool _hasAdapters;
    private bool _mayAskPeers;

    public ViosActor(ViosDefinition definition)
    {
        var viosDb = definition.ViosDb;
        var (self, state, time) = (definition.Vios, new ClusterNetworkState(), definition.Time);
        _network = Context.ActorOf(Props.Create(() => new ClusterNetworkActor(self, viosDb, state, time)), "cluster-network");
        _dbForPeers = new DbForPeers(
            state, Context.ActorOf(Props.Create(() => new PeerDbActor(viosDb, state)), "cluster-network-of-peers"));
        _definition = definition = definition with { ViosDb = _network };
        _directory = new TargetDirectory(FindPortAsync);
        _poolPause = new RetryPause(definition.Vios, PoolRetryFirst, PoolRetryLongest);
        _comparePause = new RetryPause(definition.Vios, CompareRetryFirst, CompareRetryLongest);
        _daemon = Context.ActorOf(Props.Create(() => new DaemonActor(definition)).WithDispatcher("vio-actors.local-store-dispatcher"),
            "daemon");
        _registration = Context.ActorOf(
            Props.Create(() => new RegistrationActor(definition.Vios, definition.ViosDb, definition.Settings.Registration)),
            "registration");
        _follower = Context.ActorOf(
            Props.Create(() => new ClusterFollowerActor(definition.ViosDb, _daemon, definition.Time)), "cluster-follower");
        _inventory = Context.ActorOf(Props.Create(() => new InventoryKeeperActor(definition, _daemon)), "devices");
        _backup = definition.Backup is { } backup
            ? Context.ActorOf(Props.Create(() => new BackupActor(definition, backup)), "backup")
            : ActorRefs.Nobody;
        _primary = Context.ActorOf(Props.Create(() => new PrimaryActor(definition)), "primary-node");
        ReceiveRegistration();
        ReceiveStorage();
        ReceiveDevices();
        ReceivePreparing();
        ReceiveCommands();
        // Its last word has gone out, or never will.
        Receive<Terminated>(ended => ended.ActorRef.Equals(_network), _ => Context.Stop(Self));
        Receive<Terminated>(ended => Fail($"its part {ended.ActorRef.Path.Name} failed; see the log before this"));
        Context.Watch(_network);
        Context.Watch(_dbForPeers.Actor);
        Context.Watch(_daemon);
        Context.Watch(_registration);
        Context.Watch(_follower);
        Context.Watch(_inventory);
        Context.Watch(_primary);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // A part that was restarted alone would lack what the others told it before: the VIOS as a whole begins again from its stores.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        _stack.Set(StackLayer.OsKernel, LayerStatus.Up, "local store open");
        try
        {
            _interconnects = ViosService.ListenForPeers(_definition, _log);
        }
        catch (SocketException cause)
        {
            Fail($"an interconnect of {string.Join(", ", _definition.Settings.IoRedundancy.Interconnects)} cannot listen: {cause.Message}");
            return;
        }

        Register();
    }

    /// <summary>Its local store is closed: whoever made it makes it anew.</summary>
    protected override void PostRestart(Exception reason) => Fail(reason.Message);

    protected override void PostStop()
    {
        _ = _definition.Transport.StopAsync("the VIOS stopped").AsTask();
        _service?.Close();
        _interconnects?.Dispose();
    }

    private void ReceiveRegistration()
    {
        Receive<RegistrationAccepted>(accepted =>
        {
            _attempts = accepted.Attempts;
            _follower.Tell(accepted.Store);
        });
        Receive<KnownCluster>(known => _phase == ViosPhase.Registering, known =>
        {
            _storedVersion = known.Cluster?.Version;
            PrepareToAskPeers(known.Cluster);
            _registration.Tell(new Register(Registration(), _storedVersion ?? default));
        });
        Receive<KnownCluster>(_ => { });
        Receive<ClusterDataStored>(stored => BecomeClusterAware(stored.Cluster));
        Receive<Registration.RegistrationFailed>(_ => _phase == ViosPhase.Registering, failed =>
        {
            _attempts = failed.Attempts;
            _stack.Set(StackLayer.Clustering, LayerStatus.Down, failed.Reason);
            Enter(ViosPhase.RegistrationFailed, failed.Reason);
            _log.Error("VIOS {0} is not registered: {1}.", _definition.Name, failed.Reason);
        });
        Receive<Registration.RegistrationFailed>(_ => { });
    }

    private void ReceiveStorage()
    {
        Receive<OpenPool>(_ => AskForPool());
        Receive<PoolFound>(found => _service is null && _phase != ViosPhase.Stopping, OpenStorage);
        Receive<PoolVolumesChanged>(_ => CompareVolumes());
        Receive<VolumesCompared>(NoteVolumes);
        Receive<CompareVolumesAgain>(_ => CompareVolumes());
        Receive<PathChanged>(NotePath);
        Receive<VolumeChanged>(NoteVolume);
        Receive<VolumesChanged>(_ => NoteLost());
        Receive<PropagationChanged>(changed => _service is { Path.State: Storage.Paths.PathState.Down }, changed =>
            NoteStorage($"the fabric is lost; {(changed.Possible ? "I/O goes through a peer" : "no peer can be reached")}"));
        Receive<PropagationChanged>(_ => { });
        Receive<HoldOver>(over => NoteStorage(over.Detail, held: true));
        Receive<LuChanged>(changed => _service?.LogicalUnits.Forward(changed));
        Receive<ScsiChanged>(changed => _service?.LogicalUnits.Forward(changed));
        Receive<RangeWanted>(wanted => _service?.LogicalUnits.Forward(wanted));
        Receive<GrantWithdrawn>(withdrawn => _service?.LogicalUnits.Forward(withdrawn));
        Receive<PoolAlertRaised>(alert =>
        {
            _primary.Tell(alert);
            if (alert.Level != PoolAlertLevel.None && alert.Pool == _definition.Pool)
                _service?.Adapters.Tell(new TellNexuses(SenseCodes.ThinSoftThreshold, true));
        });
    }

    private void ReceiveDevices()
    {
        Receive<PartitionsReply>(reply =>
        {
            _partitions = reply.Partitions;
            PublishTargets();
        });
        Receive<ViosDevicesFound>(found => _daemon.Tell(new StoreDevices(found.Devices)));
        Receive<DevicesStored>(stored => Apply(stored.Devices));
        Receive<InventoryChanged>(_inventory.Forward);
        Receive<InventoryStored>(stored =>
        {
            _backup.Tell(ConfigurationChanged.Instance);
            _inventoryKnown = stored.Inventory;
            _service?.Use(stored.Inventory);
        });
        ReceiveAnnouncements();
        Receive<TransportStarted>(_ => _phase == ViosPhase.Stopping, _ => { });
        Receive<TransportStarted>(started => BeginServing(started.Portals));
        Receive<TransportFailed>(failed =>
        {
            _stack.Set(StackLayer.StorageVirtualization, LayerStatus.Down, failed.Reason);
            Enter(_phase, failed.Reason);
            _log.Error("The portal of VIOS {0} does not listen: {1}", _definition.Name, failed.Reason);
        });
    }

    private void ReceiveCommands()
    {
        Receive<GetViosReport>(_ => Report());
        Receive<RegisterAgain>(_ =>
        {
            if (_phase == ViosPhase.RegistrationFailed)
                Register();
            Report();
        });
        Receive<IPagingRequest>(request => ForwardTo(_phase == ViosPhase.Serving ? _service?.Paging : null, request));
        Receive<IBackupRequest>(request =>
        {
            if (_backup.IsNobody())
                Sender.Tell(new Rejected(RejectionCode.WrongStatus, $"VIOS {_definition.Name} is set up without backups."));
            else
                _backup.Forward(request);
        });
        Receive<ImportMedium>(import => ForwardTo(_service?.LogicalUnits, import));
        Receive<GetFcPorts>(get => ForwardTo(_service?.FcPorts, get));
        Receive<SetFcLink>(set => ForwardTo(_service?.FcPorts, set));
        Receive<GetVfchosts>(get => ForwardTo(_service?.Adapters, get));
        Receive<LogInWwpns>(log => ForwardTo(_service?.Adapters, log));
        Receive<FindTargetPort>(ForwardToAdapters);
        Receive<FindTargetPortAt>(ForwardToAdapters);
        Receive<OpenNexus>(ForwardToAdapters);
        Receive<FindTargetAddress>(find => Sender.Tell(AddressOf(find.Slot)));
        Receive<InjectPathFault>(inject => _service?.Dsa.Forward(inject));
        Receive<GetCkeReport>(get => _service?.Cke.Forward(get));
        Receive<CutClusterNetwork>(_network.Forward);
        Receive<GetClusterNetworkReport>(_network.Forward);
        Receive<ClusterNetworkChanged>(changed => changed.Up, _ => Resynchronise());
        Receive<ClusterNetworkChanged>(_ => { });
        Receive<Compare>(_ => Resynchronise());
        Receive<CutInterconnect>(cut => _service?.Cke.Forward(cut));
        Receive<GetPrimaryReport>(_primary.Forward);
        Receive<RelinquishOffice>(_primary.Forward);
        Receive<Heartbeat>(beat =>
        {
            Sender.Tell(AnswerTo(beat));
            if (_phase == ViosPhase.Stopping)
                return;
            Timers.StartSingleTimer(nameof(PhypIsSilent), PhypIsSilent.Instance, PhypSilenceLimit);
        });
        Receive<PhypIsSilent>(_ => AttachToPhyp());
        Receive<StopVios>(StopInOrder);
        Receive<ClientsAreReady>(ready => CloseTransport(ready.Reason));
        Receive<TransportStopped>(stopped => LeaveOffice(stopped.Reason));
        Receive<OfficeIsLeft>(left => ReleaseUnits(left.Reason));
        Receive<UnitsReleased>(released => Deregister(released.Reason));
        Receive<Deregistered>(_ => Context.Stop(Self));
        Receive<Rejected>(rejected =>
        {
            _log.Debug("VIOS {0}: {1}", _definition.Name, rejected.Reason);
            AskForPoolSoon();
        });
        Receive<IReply>(_ => { });
        Receive<InterruptionReady>(_ => { });
    }

    private void Register()
    {
        Enter(ViosPhase.Registering, "");
        _stack.Set(StackLayer.Clustering, LayerStatus.Starting);
        _daemon.Tell(GetKnownCluster.Instance);
    }

    /// <summary>
    /// While the VIOS DB is not reached it can be through a peer that was there when this VIOS last ran (RED-5); nobody is connected to
    /// before that.
    /// </summary>
    private void PrepareToAskPeers(ClusterData? stored)
    {
        if (_service is not null || _mayAskPeers || stored is null || !KnownPeersActor.HasPeers(_definition, stored))
            return;
        _mayAskPeers = true;
        var (definition, interconnects) = (_definition, _interconnects!);
        var relay = new IoRelay(() => false, definition.Settings.IoRedundancy.HoldLimit, definition.Time);
        _network.Tell(new DbThroughPeers(relay)
        {
            Connector = Context.ActorOf(
                Props.Create(() => new KnownPeersActor(definition, interconnects, relay, stored)), "peers-of-local-store"),
        });
    }

    private ViosRegistration Registration() => new(
        _definition.Vios, _definition.Name, _definition.Drc, _definition.Incarnation, Self.Path.Address.ToString(), _stack.Layers,
        [new ComponentVersion("vio-actors", _definition.SoftwareVersion)], _portals.ToValueList(),
        _definition.Settings.IoRedundancy.Advertised is { Count: > 0 } advertised
            ? advertised.ToValueList()
            : _interconnects?.Addresses.ToValueList() ?? []);

    private void BecomeClusterAware(ClusterData cluster)
    {
        (_cluster, _storedVersion) = (cluster, cluster.Version);
        _primary.Tell(new ClusterKnown(cluster));
        PublishTargets();
        _service?.MeetPeers(cluster, _isUnserved);
        if (_phase != ViosPhase.Registering)
            return;
        _joined = $"cluster {cluster.Name}, version {cluster.Version}";
        NoteClustering();
        _log.Info("VIOS {0} is registered in cluster {1}, version {2}.", _definition.Name, cluster.Name, cluster.Version);
        Subscribe();
        _inventory.Tell(FindHardware.Instance);
        Enter(ViosPhase.ClusterAware, $"waits for pool {_definition.Pool}");
        _poolPause.Reset();
        Timers.StartSingleTimer(nameof(OpenPool), OpenPool.Instance, TimeSpan.Zero);
        if (_definition.CompareInterval is { } interval)
            Timers.StartPeriodicTimer(nameof(Compare), Compare.Instance, interval);
    }

    /// <summary>What was told meanwhile did not arrive: what this VIOS has is compared with the DB (REG-12).</summary>
    private void Resynchronise()
    {
        if (_phase == ViosPhase.Registering)
            _daemon.Tell(GetKnownCluster.Instance);
        if (_phase is ViosPhase.ClusterAware or ViosPhase.Serving)
        {
            Subscribe();
            _follower.Tell(ReadCluster.Instance);
            AskForDevices();
            ReportStatus();
            _service?.LogicalUnits.Tell(CompareGrants.Instance);
            CompareVolumes();
            TellPool();
        }
    }

    private void BeginServing(IReadOnlyList<string> portals)
    {
        _portals = portals;
        Enter(ViosPhase.Serving, "");

        // Frozen partitions look for their disks as soon as it is told: not before there are adapters, and their logins are prepared. A DB
        // that does not answer does not keep it from being told.
        if (_isPrepared)
            AttachToPhyp();
        else
            Timers.StartSingleTimer(nameof(PhypIsSilent), PhypIsSilent.Instance, PhypSilenceLimit);
        _primary.Tell(StandForPrimary.Instance);
        ReportStatus();
        _follower.Tell(ReadCluster.Instance);
        _log.Info("VIOS {0} serves at {1}.", _definition.Name, string.Join(", ", portals));
    }

    /// <summary>Again when the hypervisor is silent: one that was restarted does not know this VIOS.</summary>
    private void AttachToPhyp()
    {
        _definition.Phyp.Tell(new AttachVios(_definition.Drc.Partition));
        Timers.StartSingleTimer(nameof(PhypIsSilent), PhypIsSilent.Instance, PhypSilenceLimit);
    }

    private void Apply(ViosDevices devices)
    {
        _devices = devices;
        _backup.Tell(ConfigurationChanged.Instance);
        _definition.Phyp.Tell(new GetPartitions());
        if (_service is { } service)
        {
            service.Adapters.Tell(new ServeDevices(devices));
            if (!_hasAdapters)
                Prepare(service.Adapters);
            _hasAdapters = true;
        }

        PublishTargets();
    }

    private void ReportStatus() => _definition.ViosDb.Tell(
        new ReportViosStatus(_definition.Vios, _definition.Incarnation, _stack.Layers, _portals.ToValueList()));

    private void PublishTargets() => _directory.Replace(
        TargetEntries.Of(_definition, _devices, _partitions, _cluster),
        ChapDemands.Of(_cluster, _definition.Backup is { } backup ? new ChapVault(backup.Key) : null));

    private void ForwardTo(IActorRef? part, object message)
    {
        if (part is not null)
            part.Forward(message);
        else
            Sender.Tell(new Rejected(RejectionCode.WrongStatus, $"VIOS {_definition.Name} does not serve yet: {_phase}."));
    }

    private void ForwardToAdapters(object find)
    {
        if (_service is { } service && _phase == ViosPhase.Serving)
            service.Adapters.Forward(find);
        else
            Sender.Tell(find is OpenNexus ? ServedNexusActor.Refuse($"it is {_phase}") : new TargetPortFound(null));
    }

    private TargetAddressFound AddressOf(SlotNumber slot)
    {
        var adapter = _devices?.Adapters.FirstOrDefault(adapter => adapter.Slot == slot);
        return adapter is null || _phase != ViosPhase.Serving || _directory.FindByAdapter(adapter.Name) is null
            ? new TargetAddressFound(null, [])
            : new TargetAddressFound(
                _portals[0],
                _devices!.Devices.Where(device => device.Adapter == adapter.Name).Select(device => device.Lun.Value).Order().ToValueList(),
                new ScsiPortId(_directory.PortalGroup));
    }

    private void Enter(ViosPhase phase, string detail)
    {
        _phase = phase;
        _detail = detail;
    }

    private void Report()
    {
        var report = new ViosReport(
            _definition.Vios, _definition.Name, _definition.Drc, _definition.Incarnation, _phase, _detail, [.. _stack.Layers], _attempts,
            _cluster?.Version, _devices, _portals, null)
        {
            LocalStoreVersion = _storedVersion,
            Subscriptions = Subscriptions(),
        };
        if (_service is null)
            Sender.Tell(report);
        else
            _service.Dsa.Ask<PathReport>(GetPathReport.Instance, AskLimit)
                .PipeTo(Sender, success: path => report with { Path = path }, failure: _ => report);
    }

    // Called by transports, on any thread.
    private async ValueTask<Scsi.Transport.ITargetPort?> FindPortAsync(AdapterName adapter, CancellationToken cancellation)
    {
        var self = _self;
        var found = await self.Ask<TargetPortFound>(new FindTargetPort(adapter), AskLimit, cancellation).ConfigureAwait(false);
        return found.Port;
    }

    private readonly IActorRef _self = Context.Self;

    private sealed record OpenPool
    {
        public static OpenPool Instance { get; } = new();
    }

    private sealed record Compare
    {
        public static Compare Instance { get; } = new();
    }

    /// <summary>I/O has been held for as long as it is.</summary>
    private sealed record HoldOver(string Detail);

    private sealed record PhypIsSilent
    {
        public static PhypIsSilent Instance { get; } = new();
    }

    private sealed record VolumesCompared(string? Problem, bool IsKnown);

    private sealed record CompareVolumesAgain
    {
        public static CompareVolumesAgain Instance { get; } = new();
    }

    private sealed record TransportStarted(IReadOnlyList<string> Portals);

    private sealed record TransportFailed(string Reason);
}
