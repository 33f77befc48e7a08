using System.Security.Cryptography;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Cec;
using VioActors.Actors.ClusterBackup;
using VioActors.Actors.Images;
using VioActors.Actors.Phyp;
using VioActors.Actors.Pool;
using VioActors.Actors.San;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Management;
using VioActors.Management.Backups;
using VioActors.Management.Http;
using VioActors.Management.Relay;
using VioActors.Node.Commands;
using VioActors.Node.Dev;
using VioActors.Node.Iscsi;

namespace VioActors.Node.Nodes;

/// <summary>
/// One process of a cluster: a member that runs what its roles say. The aggregates of the VIOS DB are spread over the processes that may
/// hold them; each CEC is a singleton: the process which holds one may change. Start once, stop once.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private const string ClusterBackupName = "cluster-backup";

    /// <summary>Name of the singleton that answers requests of the VIOS API.</summary>
    internal const string ApiHostName = "vios-api";

    private readonly DevEnvironment _environment;
    private readonly NodeSettings _node;
    private readonly FileStream _lock;
    private readonly IReadOnlyList<DevIdentity> _machines;
    private readonly ActorSystem _system;
    private readonly IActorRef _viosDb;
    private readonly AggregateFamilies _aggregates;
    private readonly Dictionary<CecId, IActorRef> _cecs;
    private readonly IActorRef _san;
    private NodeCec? _cec;
    private readonly IActorRef _clusterBackup;
    private readonly ApiSettings _api;
    private readonly RelayedApi _vioApi;
    private RelayNode? _apiServer;
    private NodeVios? _vios;
    private string _pbm = "";

    private ClusterNode(DevEnvironment environment, NodeSettings node, FileStream @lock, ActorSystem system)
    {
        (_environment, _node, _lock, _system) = (environment, node, @lock, system);
        _machines = ClusterIdentity.Of(environment.Settings, node);
        var time = environment.Time;
        var media = new PoolMedia(environment.Settings.ClusterName, time, RightToAct.Of(system));
        var aggregates = AggregateSettings.Default with { PrimaryLease = environment.Settings.PrimaryLease };
        _viosDb = system.ActorOf(Props.Create(() => new ViosDbFrontActor()), ViosDbFrontActor.Name);
        _aggregates = new AggregateFamilies(_viosDb, media, time, aggregates);
        system.ActorOf(Props.Create(() => new NoticeRelayActor()), NoticeRelayActor.Name);
        _cecs = _machines.ToDictionary(machine => machine.Cec, machine => CecOf(machine.Cec));
        var (viosDb, depth, interval) = (_viosDb, environment.Settings.Iscsi.QueueDepthMax, node.CompareInterval);
        _san = Singleton(
            "san", NodeSettings.SanRole,
            node.Has(NodeSettings.SanRole) ? Props.Create(() => new SanActor(viosDb, depth, time, interval)) : null);

        _api = ApiSettings.Read(system.Settings.Config);
        _vioApi = new RelayedApi(Singleton(ApiHostName, NodeSettings.ViosDbRole, null), _api.AnswerTimeout + TimeSpan.FromSeconds(5));

        // A VIOS runs it, once it is there itself.
        _clusterBackup = Singleton(ClusterBackupName, NodeSettings.ViosRole, null);
    }

    /// <summary>What this process offers, a line each.</summary>
    public IEnumerable<string> Offers
    {
        get
        {
            yield return $"Member {Akka.Cluster.Cluster.Get(_system).SelfAddress} with roles {string.Join(", ", _node.Roles.Order())}";
            if (_vios is { } vios)
                yield return $"VIOS {_node.Name} {vios.Portal}";
            if (_cec is { } cec)
                yield return $"Portal of the CEC at {cec.Portal}: sends initiators to a VIOS that serves them";
            if (_apiServer is { } api)
            {
                yield return $"VIOS API at {api.Address}, administrator's token in {Path.Combine(ManagementFolder, "admin-token")}";
                yield return $"Web console at {api.Console}";
            }

            yield return $"pbm listens on {_pbm}";
        }
    }

    /// <summary>
    /// Completes when this process can do nothing more: it was removed from the cluster, or its VIOS stopped. It is to be started again.
    /// </summary>
    public Task Ended => _vios is { } vios ? Task.WhenAny(_system.WhenTerminated, vios.Gone) : _system.WhenTerminated;

    /// <summary>An administrator ended its VIOS: it is to be started again by hand.</summary>
    public bool WasToldToStop => _vios is { WasToldToStop: true };

    /// <summary>Starts this process; completes when it is a member and its parts serve.</summary>
    /// <exception cref="SettingsException">A setting cannot be used, or the data folder is in use.</exception>
    /// <exception cref="DevStartException">A part did not start; the message says which and why.</exception>
    /// <exception cref="NodeRemovedException">It lost its membership before it served.</exception>
    public static async Task<ClusterNode> StartAsync(Config config, DevEnvironment environment, CancellationToken cancellation)
    {
        var node = NodeSettings.Read(config, environment.Settings);
        Directory.CreateDirectory(environment.Settings.DataDirectory);
        Directory.CreateDirectory(node.SharedDirectory);
        var @lock = DevSystem.Lock(environment.Settings.DataDirectory);
        ClusterNode? started = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(node.StartLimit);
        try
        {
            var system = ActorSystem.Create("vio", ClusterConfiguration.Of(config, node));
            started = new ClusterNode(environment, node, @lock, system);
            var up = started.BringUpAsync(limit.Token);

            // What it waits for does not come any more when it is removed meanwhile.
            await (await Task.WhenAny(up, system.WhenTerminated).ConfigureAwait(false)).ConfigureAwait(false);
            return up.IsCompleted ? started : throw new OperationCanceledException();
        }
        catch (Exception cause)
        {
            var wasRemoved = started is not null && Akka.Cluster.Cluster.Get(started._system).IsTerminated;
            await (started?.DisposeAsync() ?? @lock.DisposeAsync()).ConfigureAwait(false);
            if (wasRemoved)
                throw new NodeRemovedException($"{node.Name} was removed from the cluster while it started; start it again.");
            if (cause is ClusterJoinFailedException)
                throw new DevStartException($"{node.Name} was not let into the cluster: {cause.Message}");
            if (cause is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new DevStartException($"{node.Name} did not start within {node.StartLimit}: do the others run? See vio.log.");
            throw;
        }
    }

    /// <summary>Ends in order: API, VIOS, membership. Idempotent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_apiServer is { } api)
            await api.DisposeAsync().ConfigureAwait(false);
        if (_vios is { } vios)
            await vios.StopAsync().ConfigureAwait(false);
        if (_cec is { } cec)
            await cec.StopAsync(_system.WhenTerminated.IsCompleted).ConfigureAwait(false);
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
        await _system.Terminate().ConfigureAwait(false);
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private async Task BringUpAsync(CancellationToken cancellation)
    {
        var cluster = Akka.Cluster.Cluster.Get(_system);
        await cluster.JoinAsync(cluster.SelfAddress, cancellation).ConfigureAwait(false);
        var settings = _environment.Settings;
        await StartViosDbAsync().ConfigureAwait(false);
        if (_node.Has(NodeSettings.ViosDbRole))
        {
            var vioses = _machines.SelectMany(machine => machine.Vioses)
                .ToDictionary(vios => NodeSettings.RoleOfVios(vios.Key), vios => (vios.Key, vios.Value));
            var (viosDb, pool, fence) = (_viosDb, PoolName.Parse(settings.Pool.Name), _node.Fence);
            _system.ActorOf(Props.Create(() => new DepartedViosActor(viosDb, pool, vioses, fence)), "departed-vioses");
        }

        _cec?.BeginPartition(cancellation);
        if (_node.Has(NodeSettings.ManagementRole))
        {
            await ProvisionAsync().ConfigureAwait(false);
        }

        if (_node.Has(NodeSettings.ViosDbRole) && _api.Enabled)
            Manage(ApiHostName, NodeSettings.ViosDbRole, ApiHostActor.Props(ManagementOf(settings)));

        if (_node.Has(NodeSettings.ViosRole))
        {
            var machine = _machines.Single(machine => machine.Cec == _node.Cec);
            var parts = new PartFacts(NodeBackup.DbOf(_node), PoolName.Parse(settings.Pool.Name));
            var places = new NodeVios.Places(
                _viosDb, _cecs[machine.Cec], _san, machine, HardwareOf(machine), _clusterBackup, parts);
            _vios = await NodeVios.StartAsync(_system, _environment, _node, places, cancellation).ConfigureAwait(false);
            Manage(ClusterBackupName, NodeSettings.ViosRole, NodeBackup.PropsOf(_system, _environment, _node, _viosDb));
        }

        if (_api.Enabled && (_node.Has(NodeSettings.ManagementRole) || _node.Has(NodeSettings.ViosRole)))
            _apiServer = await StartApiAsync(cancellation).ConfigureAwait(false);

        // A management node that is on none of the machines shows the first.
        var cec = _cecs.GetValueOrDefault(_node.Cec) ?? _cecs[_machines[0].Cec];
        var pbm = new NodePbm.NodeParts(_environment, _node, _viosDb, cec, _san, _cec, () => _vios, _api.Enabled ? _vioApi : null)
        {
            ClusterBackup = _clusterBackup,
            Machines = [.. _machines.Select(machine => machine.Cec)],
        };
        _pbm = await NodePbm.StartAsync(_system, pbm, cancellation).ConfigureAwait(false);
    }

    private Task StartViosDbAsync()
    {
        IReadOnlyList<AggregateFamily> single = [.. _aggregates.All.Where(family => !family.IsSpread)];
        var isHost = _node.Has(NodeSettings.ViosDbRole);
        var singletons = Singleton(
            "vios-db", NodeSettings.ViosDbRole, isHost ? Props.Create(() => new ViosDbActor(_ => single)) : null);
        return SpreadViosDb.StartAsync(_system, _viosDb, _aggregates, singletons, isHost);
    }

    /// <summary>The adapters and disks of the settings are of this process's machine; the others have those of a usual one.</summary>
    private CecHardware HardwareOf(DevIdentity machine)
    {
        var settings = _environment.Settings.Cec;
        var others = _machines.Where(other => other.Cec != machine.Cec).Select(other => other.Cec.ToString());
        var own = machine.Cec == _node.Cec ? settings : settings with { PhysicalAdapters = [], LocalDisks = [], Neighbours = [] };
        return DevHardware.Of(
            own with { Neighbours = [.. own.Neighbours.Union(others)] }, machine, [.. machine.Vioses.Keys]);
    }

    /// <summary>The ports of all machines are cabled to the same fabrics.</summary>
    private CecHardware EveryFcPort() => new(_machines.SelectMany(machine => HardwareOf(machine).Adapters).ToValueList(), [], []);

    /// <summary>Makes what the settings ask for and is not there yet; the VIOSes wait for it.</summary>
    private async Task ProvisionAsync()
    {
        var shared = _environment with { Settings = _environment.Settings with { DataDirectory = _node.SharedDirectory } };
        // Before the cluster is there, for which the VIOSes wait: each file is made by one process.
        ClusterSecretFile.LoadOrCreate(_node.SharedDirectory);
        DevBackup.KeyOf(_node.SharedDirectory, RandomNumberGenerator.Create());
        var members = new Dictionary<CecId, IReadOnlyList<NodeDefinition>>();
        foreach (var machine in _machines)
            members[machine.Cec] = await NodeVios.MembersAsync(_cecs[machine.Cec], machine).ConfigureAwait(false);
        var (settings, names) = (
            _environment.Settings,
            _machines.SelectMany(machine => machine.Vioses).ToDictionary(vios => vios.Value, vios => vios.Key));
        foreach (var machine in _machines)
        {
            var cec = _cecs[machine.Cec];
            var provisioning = new DevProvisioning(_viosDb, cec, cec, machine.Cec, shared, _machines.Count > 1)
            {
                // Each machine has a built-in partition, and each of them a disk of its own.
                LparDisk = machine == _machines[0] ? settings.Lpar.Name : $"{settings.Lpar.Name}-{machine.Cec.Serial}",
            };

            // Before the cluster: a VIOS looks for its adapters when it has registered.
            if (machine == _machines[0])
            {
                foreach (var one in _machines)
                    await provisioning.DefineHardwareAsync(one.Cec, HardwareOf(one)).ConfigureAwait(false);
                await provisioning.DefineFabricAsync(EveryFcPort(), names).ConfigureAwait(false);
            }

            await provisioning.CreateClusterAsync([.. _machines.SelectMany(machine => members[machine.Cec])], incarnation: 1)
                .ConfigureAwait(false);
            await provisioning.CreatePoolAsync().ConfigureAwait(false);

            // As each VIOS does at its first registration, which may come later than the mappings through it.
            foreach (var member in members[machine.Cec])
                await StartQuestion.AskAsync(_viosDb, new DefineVios(member.Vios, member.Drc, [])).ConfigureAwait(false);

            await provisioning.MapClientsAsync(members[machine.Cec]).ConfigureAwait(false);
        }
    }

    /// <summary>Tokens and audit log are the cluster's: the host may be any process.</summary>
    private string ManagementFolder => Path.Combine(_node.SharedDirectory, "management");

    private ManagementOptions ManagementOf(VioActorsSettings settings) => new(
        _viosDb, _cecs.ToDictionary(cec => cec.Key.ToString(), cec => cec.Value), settings.ClusterName, [settings.Pool.Name],
        ManagementFolder, _api, _environment.Time, _environment.Ids,
        new BackupTargets(settings.ClusterName, (name, vios) => NodeBackup.ViosOf(_system, name, vios), _clusterBackup));

    private async Task<RelayNode> StartApiAsync(CancellationToken cancellation)
    {
        try
        {
            var commands = new RelayedCommands(
                _system, PbmCommandHost.Of(_system, _environment.Time), ManagementFolder, _node.Name);
            return await RelayNode.StartAsync(_api, _vioApi, commands, _environment.Time, cancellation).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is ApiStartException or IOException or UnauthorizedAccessException)
        {
            throw new DevStartException(cause.Message);
        }
    }

    private IActorRef CecOf(CecId cec)
    {
        var (phyp, time) = (_environment.Settings.Phyp, _environment.Time);
        var role = NodeSettings.RoleOfCec(cec);
        if (!_node.Has(NodeSettings.CecRole) || _node.Cec != cec)
            return Singleton($"cec-{cec.Serial}", role, null);
        var wwpns = DevNpiv.LedgerOf(_environment.Settings, _node.SharedDirectory, cec, _machines.Count == 1);
        var definitions = AggregateKeeperActor.Of(Props.Create(() => new PartitionsActor(cec, wwpns)));
        var proxy = Proxy($"cec-{cec.Serial}", role);
        var chap = ClusterChap.At(
            _viosDb, () => new ChapVault(DevBackup.KeyOf(_node.SharedDirectory, RandomNumberGenerator.Create())));
        var own = _cec = NodeCec.Open(_system, _environment, chap, proxy);
        var machines = own.Machines;
        var images = new ImageEnvironment(_viosDb, _environment.Ids) { Pool = PoolName.Parse(_environment.Settings.Pool.Name) };
        Manage($"cec-{cec.Serial}", role, Props.Create(() => new CecActor(definitions, phyp, time, machines, images)));
        return proxy;
    }

    /// <param name="props">Null: it is not for this process to run it.</param>
    private IActorRef Singleton(string name, string role, Props? props)
    {
        if (props is not null)
            Manage(name, role, props);
        return Proxy(name, role);
    }

    private void Manage(string name, string role, Props props) => _system.ActorOf(
        ClusterSingletonManager.Props(props, PoisonPill.Instance, ClusterSingletonManagerSettings.Create(_system).WithRole(role)), name);

    private IActorRef Proxy(string name, string role) => _system.ActorOf(
        ClusterSingletonProxy.Props($"/user/{name}", ClusterSingletonProxySettings.Create(_system).WithRole(role)), $"{name}-proxy");
}
