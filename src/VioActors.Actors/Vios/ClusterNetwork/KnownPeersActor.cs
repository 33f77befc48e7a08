using Akka.Actor;
using VioActors.Actors.Vios.Cke;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Domain.Cluster;

namespace VioActors.Actors.Vios.ClusterNetwork;

/// <summary>
/// The peers of the local store, for a VIOS that cannot reach the VIOS DB when it starts: through one of them it registers (RED-5, REG-2).
/// One for each VIOS, made and supervised by it, until its CKE has peers of its own.
/// <para>Connects to nobody until it is told to; each time to a few more, best first, up to a number. Who has left the cluster meanwhile,
/// or is at another address, does not answer, and a later one is taken. Runs no I/O.</para>
/// </summary>
internal sealed class KnownPeersActor : ReceiveActor, IWithTimers
{
    private const int CountMax = 8;

    /// <summary>
    /// Those that are asked are waited for before there are more; longer in a large cluster, of which all may start at once.
    /// </summary>
    private static readonly TimeSpan MorePause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MorePausePerMember = TimeSpan.FromMilliseconds(5);

    private readonly ViosDefinition _definition;
    private readonly Interconnects _interconnects;
    private readonly IoRelay _relay;
    private readonly List<PeerRoute> _routes = [];
    private readonly List<RankedPeer> _ranked;
    private readonly TimeSpan _pause;

    /// <param name="definition">Its VIOS DB gets what comes back.</param>
    /// <param name="cluster">Of the local store.</param>
    public KnownPeersActor(ViosDefinition definition, Interconnects interconnects, IoRelay relay, ClusterData cluster)
    {
        (_definition, _interconnects, _relay) = (definition, interconnects, relay);
        (_ranked, _) = PeerRanks.BestOf(cluster, definition.Vios, definition.Drc.Cec, CountMax);
        _pause = MorePause + (MorePausePerMember * cluster.Nodes.Count);
        Receive<ConnectToPeers>(_ => !Timers.IsTimerActive(nameof(PauseOver)), _ => Connect());
        Receive<ConnectToPeers>(_ => { });
        Receive<PauseOver>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>It has ways to go by.</summary>
    public static bool HasPeers(ViosDefinition definition, ClusterData cluster) =>
        PeerRanks.BestOf(cluster, definition.Vios, definition.Drc.Cec, 1).Count > 0;

    private void Connect()
    {
        Timers.StartSingleTimer(nameof(PauseOver), PauseOver.Instance, _pause);
        foreach (var member in _ranked.Skip(_routes.Count).Take(Math.Max(1, _definition.Settings.IoRedundancy.PeersKept)))
        {
            var addresses = member.Node.Registration!.Interconnects;
            var route = new PeerRoute(
                member.Node.Definition.Name, addresses.Count, member.OnOwnCec, _relay.Wake, _definition.Time, member.Party);
            _routes.Add(route);
            var (definition, interconnects, relay) = (_definition, _interconnects, _relay);
            Context.ActorOf(
                Props.Create(() => new PeerActor(
                    member.Party, addresses, route, interconnects, relay, definition.Settings.IoRedundancy, definition.Time,
                    definition.ViosDb)),
                $"peer-{member.Party.Vios}");
        }

        _relay.SetPeers(_routes);
    }

    private sealed record PauseOver
    {
        public static PauseOver Instance { get; } = new();
    }
}

/// <summary>The VIOS DB is not reached, nor a peer yet.</summary>
internal sealed record ConnectToPeers
{
    public static ConnectToPeers Instance { get; } = new();
}
