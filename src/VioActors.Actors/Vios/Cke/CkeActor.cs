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
/// be a million. While fewer than that can run I/O it tries others, a bounded number at once (<see cref="PeerSearch"/>), and lets them go
/// when the best are back.</para>
/// <para>Guarantee: only members that the cluster data shows as active, in the incarnation that it shows, get requests. A peer that is no
/// longer active is fenced: what was on its way to it goes to the next.</para>
/// </summary>
internal sealed class CkeActor : ReceiveActor, IWithTimers
{
    /// <summary>Members up to which every change is looked at as it comes.</summary>
    private const int RankedAtOnceMax = 64;

    private static readonly TimeSpan RankPausePerMember = TimeSpan.FromMilliseconds(5);

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
    private readonly PeerSearch _search;
    private List<RankedPeer> _best = [];
    private ClusterData? _cluster;
    private ClusterData? _ranked;
    private bool _hadUsablePeer;
    private long _adjustedAt;
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
        _search = new PeerSearch(_settings.PeersKept);
        _time = definition.Time;
        _requests = new PeerRequests(logicalUnits, _settings.HoldLimit, relay.ForwardAsync);
        interconnects.Serve((connection, origin, _) =>
            new ServedConnection(connection, origin, _requests, () => relay.IsLocalUp, db).Run());
        Receive<MeetPeers>(meet => Meet(meet.Cluster));
        Receive<FabricChanged>(Note);
        Receive<PeerChanged>(_ => NotePeers());
        Receive<CutInterconnect>(Cut);
        Receive<RankAgain>(_ => Rank(_cluster!));
        Receive<LookForPeers>(_ => IsTimeToAdjust(), _ => AdjustPeers());
        Receive<LookForPeers>(_ => { });
        Receive<GetCkeReport>(_ => Sender.Tell(Report()));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PostStop()
    {
        foreach (var (_, route) in _peers.Values)
            route.Fence();
    }

    /// <summary>
    /// Who is no peer any more is left at once. Who are the best is looked at again at once only if it matters: in a large cluster that
    /// changes with each member that comes, for each of a thousand.
    /// </summary>
    private void Meet(ClusterData cluster)
    {
        _cluster = cluster;
        if (LeaveGone(cluster) || _best.Count < _settings.PeersKept || cluster.Nodes.Count <= RankedAtOnceMax)
            Rank(cluster);
        else if (!Timers.IsTimerActive(nameof(RankAgain)))
            Timers.StartSingleTimer(nameof(RankAgain), RankAgain.Instance, RankPausePerMember * cluster.Nodes.Count);
    }

    /// <summary>True: there were some.</summary>
    private bool LeaveGone(ClusterData cluster)
    {
        var gone = _peers.Where(peer => !(cluster.Find(peer.Key.Vios) is { } node && PeerRanks.IsPeer(node, _self)
            && node.Registration!.Incarnation == peer.Key.Incarnation)).ToList();
        foreach (var (party, (actor, route)) in gone)
        {
            _log.Info("Peer {0} is no longer a member in that incarnation.", route.Name);
            route.Fence();
            Context.Stop(actor);
            _peers.Remove(party);
        }

        if (gone.Count > 0)
            PublishPeers();
        return gone.Count > 0;
    }

    private void Rank(ClusterData cluster)
    {
        var former = _ranked;
        _ranked = cluster;
        if (former is not null && PeerRanks.AreAlike(former, cluster))
            return;
        (_best, var members) = PeerRanks.BestOf(cluster, _self, _cec, _settings.PeersKept);
        foreach (var member in _best)
            Connect(member);
        if (members > _settings.PeersKept)
            Timers.StartPeriodicTimer(nameof(LookForPeers), LookForPeers.Instance, _settings.ConnectLimit);
        else
            Timers.Cancel(nameof(LookForPeers));
        PublishPeers();
    }

    /// <summary>
    /// While the own path works, members of a large cluster that are slow to answer are no reason to try ever more: all together would be
    /// kept busy by that.
    /// </summary>
    private bool IsTimeToAdjust() => !_relay.IsLocalUp || _cluster is null || _cluster.Nodes.Count <= RankedAtOnceMax
        || _time.GetElapsedTime(_adjustedAt) >= _settings.ConnectLimit * (_cluster.Nodes.Count / RankedAtOnceMax);

    /// <summary>The best are always kept, reachable or not; others for as long as too few of the better ones can run I/O.</summary>
    private void AdjustPeers()
    {
        _adjustedAt = _time.GetTimestamp();

        // The ranks of the others are worked out when they are needed: in a large cluster they are much to keep for the rare case.
        var isEnough = _peers.Count <= _best.Count
            && _best.TrueForAll(member => _peers.TryGetValue(member.Party, out var peer) && peer.Route.IsUsable);
        var members = isEnough || _cluster is null ? _best : PeerRanks.Of(_cluster, _self, _cec);
        var (connect, letGo) = _search.Look(members, _peers.ToDictionary(peer => peer.Key, peer => peer.Value.Route.IsUsable));
        foreach (var party in letGo)
        {
            if (!_peers[party].Route.TryRetire())
                continue;
            Context.Stop(_peers[party].Actor);
            _peers.Remove(party);
        }

        foreach (var member in connect)
            Connect(member);
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

    private sealed record RankAgain
    {
        public static RankAgain Instance { get; } = new();
    }

    /// <summary>It is time to see whether more peers are needed, or fewer.</summary>
    private sealed record LookForPeers
    {
        public static LookForPeers Instance { get; } = new();
    }
}

/// <summary>Whether I/O could be propagated now. From the CKE to its VIOS.</summary>
internal sealed record PropagationChanged(bool Possible);
