using System.Net;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Event;
using VioActors.Actors;
using VioActors.Actors.ClusterBackup;
using VioActors.Actors.Vios;
using VioActors.Domain.Cec;
using VioActors.Domain.Cluster;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Node.Dev;
using VioActors.Node.Iscsi;
using VioActors.Persistence.LocalStore;

namespace VioActors.Node.Nodes;

/// <summary>The VIOS of a process with that role. Start once, stop once.</summary>
internal sealed class NodeVios
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ViosDefinition _definition;

    private NodeVios(ViosDefinition definition, IActorRef actor)
    {
        (_definition, Actor) = (definition, actor);
        Gone = actor.WatchAsync();
    }

    public IActorRef Actor { get; }

    /// <summary>Somebody told it to stop: it is not to be started again by itself.</summary>
    public bool WasToldToStop { get; private set; }

    /// <summary>Completes when the VIOS has stopped, told to or by itself.</summary>
    public Task Gone { get; }

    /// <summary>Where initiators reach it; empty before it serves.</summary>
    public string Portal { get; private set; } = "";

    /// <summary>The members of a cluster that has the VIOSes of one CEC; their partitions are defined at its hypervisor.</summary>
    public static async Task<IReadOnlyList<NodeDefinition>> MembersAsync(IActorRef phyp, DevIdentity machine)
    {
        var members = new List<NodeDefinition>();
        foreach (var (name, uuid) in machine.Vioses)
        {
            var partition = await DevProvisioning.DefineAsync(phyp, name, PartitionKind.Vios).ConfigureAwait(false);
            members.Add(new NodeDefinition(uuid, name, new DrcName(machine.Cec, partition.Id, null)));
        }

        return members;
    }

    /// <summary>Waits until the cluster knows this VIOS, then starts it; completes when it serves.</summary>
    /// <exception cref="DevStartException">It does not serve; the message says why.</exception>
    public static async Task<NodeVios> StartAsync(
        ActorSystem system, DevEnvironment environment, NodeSettings node, Places places, CancellationToken cancellation)
    {
        var member = await FindSelfAsync(places, node.Name, cancellation).ConfigureAwait(false);
        var definition = Define(system, environment, node, places, member);
        var actor = system.ActorOf(OwnThread.On(Props.Create(() => new ViosActor(definition)), system), $"vios-{definition.Vios}");
        var vios = new NodeVios(definition, actor);
        await vios.UntilServingAsync(cancellation).ConfigureAwait(false);
        return vios;
    }

    /// <summary>Ends the VIOS in order; its process follows. Completes when it is gone.</summary>
    public Task EndAsync(string reason)
    {
        WasToldToStop = true;
        Actor.Tell(new StopVios(reason), ActorRefs.NoSender);
        return Gone;
    }

    public async Task StopAsync()
    {
        await EndAsync("the process stops").ConfigureAwait(false);
        await _definition.Transport.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<NodeDefinition> FindSelfAsync(Places places, string name, CancellationToken cancellation)
    {
        // A process of the version before, which may hold the VIOS DB, knows no question for one member.
        var self = places.Identity.Vioses[name];
        for (var isOne = true; ; isOne = !isOne)
        {
            try
            {
                var answer = await places.ViosDb.Ask<object>(
                    isOne ? new GetNode(self) : new GetCluster(), DevEnvironment.AnswerLimit, cancellation).ConfigureAwait(false);
                if (answer is NodeFound one)
                    return one.Node.Definition;
                if (answer is ClusterFound found && found.Cluster.Find(self) is { } node)
                    return node.Definition;
                isOne = false;
            }
            catch (AskTimeoutException)
            {
                // No process holds the VIOS DB yet.
            }

            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }

    private static ViosDefinition Define(
        ActorSystem system, DevEnvironment environment, NodeSettings node, Places places, NodeDefinition member)
    {
        var settings = environment.Settings;
        var folder = Path.Combine(settings.DataDirectory, "vios", node.Name);
        Directory.CreateDirectory(folder);
        var store = ViosLocalStore.Open(Path.Combine(folder, "odm.sqlite"), member.Vios, environment.Time);
        RestoredMark.Follow(node.SharedDirectory, folder, store);
        var port = settings.Iscsi.PortFirst == 0 ? 0 : settings.Iscsi.PortFirst + settings.ViosNames.ToList().IndexOf(node.Name);
        var log = Logging.GetLogger(system, $"iscsi-{node.Name}");
        return new ViosDefinition
        {
            Vios = member.Vios,
            Name = node.Name,
            Drc = member.Drc,
            Incarnation = store.BeginIncarnation(),
            Pool = PoolName.Parse(settings.Pool.Name),
            Settings = settings,
            SoftwareVersion = DevEnvironment.SoftwareVersion,
            ViosDb = places.ViosDb,
            Phyp = places.Phyp,
            StorageAdapter = places.Hardware.StorageAdapterOf(member.Vios)?.Name,
            LocalStore = store,
            Transport = new IscsiTransport(
                settings.Iscsi, new IPEndPoint(IPAddress.Parse(settings.Iscsi.Listen), port),
                environment.Time, RandomNumberGenerator.Create(), line => log.Info("{0}", line)),
            San = places.San,
            IsSanElsewhere = true,
            ClusterSecret = ClusterSecretFile.LoadOrCreate(node.SharedDirectory),
            Backup = DevBackup.Of(
                settings, node.Name, node.SharedDirectory, system.ActorSelection($"/user/{ClusterNode.ApiHostName}-proxy"), places.Parts,
                RandomNumberGenerator.Create()),
            ClusterBackup = places.ClusterBackup,
            CompareInterval = node.CompareInterval,
            MayAct = RightToAct.Of(system),
            Time = environment.Time,
        };
    }

    private async Task UntilServingAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var report = await Actor.Ask<ViosReport>(GetViosReport.Instance, DevEnvironment.AnswerLimit, cancellation)
                .ConfigureAwait(false);
            if (report.Phase == ViosPhase.Serving && report.Portals.Count > 0)
            {
                Portal = report.Portals[0];
                return;
            }

            if (report.Phase == ViosPhase.RegistrationFailed)
                throw new DevStartException($"VIOS {report.Name} does not serve: {report.Detail}");
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What the VIOS is placed into. Immutable.</summary>
    internal sealed record Places(
        IActorRef ViosDb, IActorRef Phyp, IActorRef San, DevIdentity Identity, CecHardware Hardware, IActorRef ClusterBackup,
        PartFacts Parts);
}
