using System.Security.Cryptography;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using VioActors.Actors.Aggregates;
using VioActors.Actors.Cec;
using VioActors.Actors.Phyp;
using VioActors.Actors.Pool;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using VioActors.Management;
using VioActors.Management.Http;
using VioActors.Node.Dev;

namespace VioActors.Node.Nodes;

/// <summary>
/// One process of a cluster: a member that runs what its roles say. The aggregates of the VIOS DB are spread over the processes that may
/// hold them; each CEC is a singleton: the process which holds one may change. Start once, stop once.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly DevEnvironment _environment;
    private readonly NodeSettings _node;
    private readonly FileStream _lock;
    private readonly IReadOnlyList<DevIdentity> _machines;
    private readonly ActorSystem _system;
    private readonly IActorRef _viosDb;
    private readonly AggregateFamilies _aggregates;
    private readonly Dictionary<CecId, IActorRef> _cecs;
    private ManagementNode? _management;
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
    }

    /// <summary>What this process offers, a line each.</summary>
    public IEnumerable<string> Offers
    {
        get
        {
            yield return $"Member {Akka.Cluster.Cluster.Get(_system).SelfAddress} with roles {string.Join(", ", _node.Roles.Order())}";
            if (_vios is { } vios)
                yield return $"VIOS {_node.Name} {vios.Portal}";
            if (_management is { } management)
                yield return $"VIOS API at {management.Address}, administrator's token in {management.AdminTokenPath}";
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
    /// <exception cref="Actors.Settings.SettingsException">A setting cannot be used, or the data folder is in use.</exception>
    /// <exception cref="DevStartException">A part did not start; the message says which and why.</exception>
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
            await started.BringUpAsync(limit.Token).ConfigureAwait(false);
            return started;
        }
        catch (Exception cause)
        {
            await (started?.DisposeAsync() ?? @lock.DisposeAsync()).ConfigureAwait(false);
            if (cause is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new DevStartException($"{node.Name} did not start within {node.StartLimit}: do the others run? See vio.log.");
            throw;
        }
    }

    /// <summary>Ends in order: API, VIOS, membership. Idempotent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_management is { } management)
            await management.DisposeAsync().ConfigureAwait(false);
        if (_vios is { } vios)
            await vios.StopAsync().ConfigureAwait(false);
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
                .ToDictionary(vios => NodeSettings.RoleOfVios(vios.Key), vios => vios.Value);
            var (viosDb, pool) = (_viosDb, PoolName.Parse(settings.Pool.Name));
            _system.ActorOf(Props.Create(() => new DepartedViosActor(viosDb, pool, vioses)), "departed-vioses");
        }

        if (_node.Has(NodeSettings.ManagementRole))
        {
            await ProvisionAsync().ConfigureAwait(false);
            _management = await StartManagementAsync(cancellation).ConfigureAwait(false);
        }

        if (_node.Has(NodeSettings.ViosRole))
        {
            var machine = _machines.Single(machine => machine.Cec == _node.Cec);
            var places = new NodeVios.Places(_viosDb, _cecs[machine.Cec], machine, HardwareOf(machine));
            _vios = await NodeVios.StartAsync(_system, _environment, _node, places, cancellation).ConfigureAwait(false);
        }

        // A management node that is on none of the machines shows the first.
        var cec = _cecs.GetValueOrDefault(_node.Cec) ?? _cecs[_machines[0].Cec];
        var parts = new NodePbm.NodeParts(_environment, _node, _viosDb, cec, () => _vios, _management?.Local);
        _pbm = await NodePbm.StartAsync(_system, parts, cancellation).ConfigureAwait(false);
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

    /// <summary>Makes what the settings ask for and is not there yet; the VIOSes wait for it.</summary>
    private async Task ProvisionAsync()
    {
        var shared = _environment with { Settings = _environment.Settings with { DataDirectory = _node.SharedDirectory } };
        // Before the cluster is there, for which the VIOSes wait: each file is made by one process.
        ClusterSecretFile.LoadOrCreate(_node.SharedDirectory);
        DevBackup.KeyOf(shared.Settings, RandomNumberGenerator.Create());
        var members = new Dictionary<CecId, IReadOnlyList<NodeDefinition>>();
        foreach (var machine in _machines)
            members[machine.Cec] = await NodeVios.MembersAsync(_cecs[machine.Cec], machine).ConfigureAwait(false);
        foreach (var machine in _machines)
        {
            var cec = _cecs[machine.Cec];
            var provisioning = new DevProvisioning(_viosDb, cec, cec, machine.Cec, shared, _machines.Count > 1);
            await provisioning.CreateClusterAsync([.. _machines.SelectMany(machine => members[machine.Cec])], incarnation: 1)
                .ConfigureAwait(false);
            await provisioning.DefineHardwareAsync(HardwareOf(machine)).ConfigureAwait(false);
            await provisioning.CreatePoolAsync().ConfigureAwait(false);

            // As each VIOS does at its first registration, which may come later than the mappings through it.
            foreach (var member in members[machine.Cec])
            {
                await _viosDb.Ask<object>(new DefineVios(member.Vios, member.Drc, []), DevEnvironment.AnswerLimit).ConfigureAwait(false);
            }

            await provisioning.MapClientsAsync(members[machine.Cec]).ConfigureAwait(false);
        }
    }

    private async Task<ManagementNode?> StartManagementAsync(CancellationToken cancellation)
    {
        var api = ApiSettings.Read(_system.Settings.Config);
        if (!api.Enabled)
            return null;
        var settings = _environment.Settings;
        var options = new ManagementOptions(
            _viosDb, _cecs.ToDictionary(cec => cec.Key.ToString(), cec => cec.Value), _node.Name, [settings.Pool.Name],
            Path.Combine(settings.DataDirectory, "management"), api, _environment.Time, _environment.Ids);
        try
        {
            return await ManagementNode.StartAsync(_system, options, cancellation).ConfigureAwait(false);
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
        var definitions = Props.Create(() => new PartitionsActor(cec, wwpns));
        return Singleton($"cec-{cec.Serial}", role, Props.Create(() => new CecActor(definitions, phyp, time)));
    }

    /// <param name="props">Null: it is not for this process to run it.</param>
    private IActorRef Singleton(string name, string role, Props? props)
    {
        if (props is not null)
        {
            _system.ActorOf(
                ClusterSingletonManager.Props(
                    props, PoisonPill.Instance, ClusterSingletonManagerSettings.Create(_system).WithRole(role)), name);
        }

        return _system.ActorOf(
            ClusterSingletonProxy.Props($"/user/{name}", ClusterSingletonProxySettings.Create(_system).WithRole(role)), $"{name}-proxy");
    }
}
