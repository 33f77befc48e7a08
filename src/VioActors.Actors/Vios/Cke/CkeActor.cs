using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Actors.Vios.ClusterNetwork;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Cke;

/// <summary>
/// The cluster kernel extension of a VIOS (RED-1): knows the other VIOSes, keeps the interconnects to them, and lets the I/O of this one
/// run there while its own fabric is lost (RED-2). One for each VIOS, made and supervised by it; one <see cref="PeerActor"/> a peer.
/// <para>It keeps connections to the best few peers (<see cref="PeerRanks"/>), not to every member: in a cluster of a thousand those would
/// be a million. While fewer than that can run I/O it connects to more, up to all, and lets them go when the best are back.</para>
/// <para>Guarantee: only members that the cluster data shows as active, in the incarnation that it shows, get requests. A peer that is no
/// longer active is fenced: what was on its way to it goes to the next.</para>
/// </summary>
internal sealed class CkeActor : ReceiveActor, IWithTimers
{
    private readonly VioUuid _self;
    private readonly CecId _cec;
    private readonly Interconnects _interconnects;
    private readonly IoRelay _relay;
    private readonly PeerRequests _requests;
    private readonly IoRedundancySettings _settings;
    private readonly TimeProvider _time;
    private readonly IActorRef _viosDb;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<CkeParty, (IActorRef Actor, PeerRoute Route)> _peers = [];
    private List<RankedPeer> _best = [];
    private ClusterData? _cluster;
    private bool _hadUsablePeer;
    private int _connected;

    public CkeActor(
        ViosDefinition definition, Interconnects interconnects, IoRelay relay, IActorRef logicalUnits, DbForPeers? db = null)
    {
        _viosDb = definition.ViosDb;
        _self = definition.Vios;
        _cec = definition.Drc.Cec;
        _interconnects = interconnects;
        _relay = relay;
        _settings = definition.Settings.IoRedundancy;
        _time = definition.Time;
        _requests = new PeerRequests(logicalUnits, _settings.HoldLimit, relay.ForwardAsync);
        interconnects.Serve((connection, origin, _) =>
            new ServedConnection(connection, origin, _requests, () => relay.IsLocalUp, db).Run());
        Receive<MeetPeers>(meet => Meet(meet.Cluster));
        Receive<FabricChanged>(Note);
        Receive<PeerChanged>(_ => NotePeers());
        Receive<CutInterconnect>(Cut);
        Receive<LookForPeers>(_ => AdjustPeers());
        Receive<GetCkeReport>(_ => Sender.Tell(Report()));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PostStop()
    {
        foreach (var (_, route) in _peers.Values)
            route.Fence();
    }

    private void Meet(ClusterData cluster)
    {
        var former = _cluster;
        _cluster = cluster;
        if (former is not null && PeerRanks.AreAlike(former, cluster))
            return;
        var members = PeerRanks.Of(cluster, _self, _cec);
        _best = members[..Math.Min(_settings.PeersKept, members.Count)];
        var parties = members.Select(member => member.Party).ToHashSet();
        foreach (var (party, (actor, route)) in _peers.Where(peer => !parties.Contains(peer.Key)).ToList())
        {
            _log.Info("Peer {0} is no longer a member in that incarnation.", route.Name);
            route.Fence();
            Context.Stop(actor);
            _peers.Remove(party);
        }

        foreach (var member in _best)
            Connect(member);
        if (members.Count > _settings.PeersKept)
            Timers.StartPeriodicTimer(nameof(LookForPeers), LookForPeers.Instance, _settings.ConnectLimit);
        else
            Timers.Cancel(nameof(LookForPeers));
        PublishPeers();
    }

    /// <summary>The best are always kept, reachable or not; others for as long as too few of the better ones can run I/O.</summary>
    private void AdjustPeers()
    {
        // The ranks of the others are worked out when they are needed: in a large cluster they are much to keep for the rare case.
        var isEnough = _peers.Count <= _best.Count
            && _best.TrueForAll(member => _peers.TryGetValue(member.Party, out var peer) && peer.Route.IsUsable);
        var members = isEnough || _cluster is null ? _best : PeerRanks.Of(_cluster, _self, _cec);
        var (usable, looked) = (0, 0);
        for (var rank = 0; rank < members.Count; rank++)
        {
            var member = members[rank];
            var isKnown = _peers.TryGetValue(member.Party, out var peer);
            if (usable < _settings.PeersKept)
            {
                if (isKnown)
                    usable += peer.Route.IsUsable ? 1 : 0;
                else if (looked++ < _settings.PeersKept)
                    Connect(member);
            }
            else if (isKnown && rank >= _settings.PeersKept && peer.Route.TryRetire())
            {
                Context.Stop(peer.Actor);
                _peers.Remove(member.Party);
            }
        }

        PublishPeers();
    }

    private void PublishPeers()
    {
        _relay.SetPeers([.. _peers.Values.Select(peer => peer.Route)]);
        NotePeers();
    }

    private void Connect(RankedPeer member)
    {
        if (!_peers.ContainsKey(member.Party))
            _peers[member.Party] = Connect(member.Party, member.Node);
    }

    private (IActorRef Actor, PeerRoute Route) Connect(CkeParty party, ClusterNode node)
    {
        var addresses = node.Registration!.Interconnects;
        var (self, interconnects, settings, relay, time, viosDb) = (Self, _interconnects, _settings, _relay, _time, _viosDb);
        var route = new PeerRoute(
            node.Definition.Name, addresses.Count, node.Definition.Drc.Cec == _cec, () => self.Tell(PeerChanged.Instance), time,
            party, relay.ResolveAsync);
        var actor = Context.ActorOf(
            Props.Create(() => new PeerActor(party, addresses, route, interconnects, relay, settings, time, viosDb)),
            $"peer-{party.Vios}-{party.Incarnation}-{++_connected}");
        return (actor, route);
    }

    private void Note(FabricChanged changed)
    {
        _relay.Wake();
        if (changed.Up)
            _log.Info("The fabric is back; I/O takes the own path again.");
        else
            _log.Warning("The fabric is lost; I/O goes through {0}.", NamesOfUsable());
        if (!changed.Up && !_relay.HasUsablePeer)
            AdjustPeers();
    }

    private void NotePeers()
    {
        _relay.Wake();
        var usable = _relay.HasUsablePeer;
        if (usable != _hadUsablePeer)
        {
            _hadUsablePeer = usable;
            Context.Parent.Tell(new PropagationChanged(usable));
            if (!_relay.IsLocalUp)
                _log.Warning("The fabric is lost; I/O goes through {0}.", NamesOfUsable());
        }
    }

    private string NamesOfUsable()
    {
        var names = string.Join(" or ", _relay.Peers.Where(peer => peer.IsUsable).Select(peer => peer.Name));
        return names.Length > 0 ? names : "no peer: it is held until one can be reached";
    }

    private void Cut(CutInterconnect cut)
    {
        if (!_interconnects.TryCut(cut.Index, cut.Cut))
        {
            Sender.Tell(new Rejected(
                RejectionCode.NotFound, $"There is no interconnect {cut.Index}; they are numbered 0 to {_interconnects.Count - 1}."));
            return;
        }

        foreach (var (actor, _) in _peers.Values)
            actor.Tell(new PeerActor.InterconnectCut(cut.Index));
        Sender.Tell(Report());
    }

    private CkeReport Report() => new(
        _interconnects.Addresses, _interconnects.CutIndexes,
        [.. _peers.Values.Select(peer => new PeerReport(peer.Route.Name, peer.Route.Figures))], _requests.Served);

    /// <summary>It is time to see whether more peers are needed, or fewer.</summary>
    private sealed record LookForPeers
    {
        public static LookForPeers Instance { get; } = new();
    }
}

/// <summary>Whether I/O could be propagated now. From the CKE to its VIOS.</summary>
internal sealed record PropagationChanged(bool Possible);
