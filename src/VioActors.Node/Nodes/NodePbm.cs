using System.Security.Cryptography;
using Akka.Actor;
using Petabridge.Cmd.Cluster.Sharding;
using Petabridge.Cmd.Host;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Transport;
using VioActors.Api;
using VioActors.Domain.Values;
using VioActors.Node.Dev;
using VioActors.Pbm.Palettes;
using VioActors.Pbm.Relay;

namespace VioActors.Node.Nodes;

/// <summary>What <c>pbm</c> finds at a process of a cluster: every command, also for the VIOSes of other processes.</summary>
internal static class NodePbm
{
    /// <summary>Starts the command host and the relay for other processes; completes when it listens. Gives its address.</summary>
    /// <exception cref="DevStartException">It cannot be reached.</exception>
    public static async Task<string> StartAsync(ActorSystem system, NodeParts parts, CancellationToken cancellation)
    {
        var settings = parts.Environment.Settings;
        var context = new PbmContext
        {
            ViosDb = parts.ViosDb,
            Phyp = parts.Cec,
            Vioses = () => parts.Vios() is { Gone.IsCompleted: false } vios
                ? new Dictionary<string, IActorRef> { [parts.Node.Name] = vios.Actor }
                : new Dictionary<string, IActorRef>(),
            Elsewhere = new ViosesOfMembers(system, settings.ViosNames),
            PartsElsewhere = new PartsElsewhere(system, parts.Machines),
            Lpar = () => parts.OwnCec?.Lpar,
            CecActor = parts.OwnCec?.Cec,
            San = parts.San,
            SanDirectory = parts.Node.Has(NodeSettings.SanRole) ? Path.Combine(parts.Node.SharedDirectory, "san") : null,
            Time = parts.Environment.Time,
            StopVios = _ => parts.Vios()!.EndAsync("the administrator stopped it"),
            StartVios = name => throw new CommandRefusedException(
                $"VIOS {name} has a process of its own: start that, e.g. its service or container; it joins by itself."),
            // The process that makes the cluster makes the key; whoever has secrets to seal comes after that.
            Chap = () => new ChapVault(DevBackup.KeyOf(parts.Node.SharedDirectory, RandomNumberGenerator.Create())),
            ClusterBackup = parts.ClusterBackup,
            ClusterName = settings.ClusterName,
            Pool = PoolName.Parse(settings.Pool.Name),
            Cec = parts.Node.Cec,
            Ids = parts.Environment.Ids,
            Api = parts.Api,
        };
        system.ActorOf(Props.Create(() => new CommandRelayActor(context)), CommandRelayActor.Name);
        var host = PetabridgeCmd.Get(system);
        host.RegisterCommandPalette(MembersPalette.Instance);
        host.RegisterCommandPalette(ClusterShardingCommands.Instance);
        foreach (var palette in VioPalette.All(context))
            host.RegisterCommandPalette(palette);
        host.Start();
        return await DevWaiting.UntilListeningAsync(system, cancellation).ConfigureAwait(false);
    }

    /// <summary>What the commands of this process work on.</summary>
    /// <param name="Cec">The machine of this process.</param>
    /// <param name="OwnCec">What this process runs of it; null: nothing.</param>
    /// <param name="Vios">The VIOS of this process; null: none, or not yet.</param>
    /// <param name="Api">Null: not here.</param>
    internal sealed record NodeParts(
        DevEnvironment Environment, NodeSettings Node, IActorRef ViosDb, IActorRef Cec, IActorRef San, NodeCec? OwnCec,
        Func<NodeVios?> Vios, IVioApi? Api)
    {
        /// <summary>Reaches the one that backs the cluster up.</summary>
        public required IActorRef ClusterBackup { get; init; }

        /// <summary>The machines of the cluster.</summary>
        public IReadOnlyList<CecId> Machines { get; init; } = [];
    }
}
