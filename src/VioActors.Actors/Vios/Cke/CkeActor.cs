using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Actors.Vios.Cke.Serving;
using VioActors.Actors.Vios.Cke.Wire;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Cke;

/// <summary>
/// The cluster kernel extension of a VIOS (RED-1): knows the other VIOSes, keeps the interconnects to them, and lets the I/O of this one
/// run there while its own fabric is lost (RED-2). One for each VIOS, made and supervised by it; one <see cref="PeerActor"/> a peer.
/// <para>Guarantee: only members that the cluster data shows as active, in the incarnation that it shows, get requests. A peer that is no
/// longer active is fenced: what was on its way to it goes to the next.</para>
/// </summary>
internal sealed class CkeActor : ReceiveActor
{
    private readonly VioUuid _self;
    private readonly CecId _cec;
    private readonly Interconnects _interconnects;
    private readonly IoRelay _relay;
    private readonly PeerRequests _requests;
    private readonly IoRedundancySettings _settings;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<CkeParty, (IActorRef Actor, PeerRoute Route)> _peers = [];
    private bool _hadUsablePeer;

    public CkeActor(
        ViosDefinition definition, Interconnects interconnects, IoRelay relay, IActorRef logicalUnits)
    {
        _self = definition.Vios;
        _cec = definition.Drc.Cec;
        _interconnects = interconnects;
        _relay = relay;
        _settings = definition.Settings.IoRedundancy;
        _time = definition.Time;
        _requests = new PeerRequests(logicalUnits, _settings.HoldLimit);
        interconnects.Serve((connection, origin, cancellation) =>
            new ServedConnection(connection, origin, _requests, () => relay.IsLocalUp).RunAsync(cancellation));
        Receive<MeetPeers>(meet => Meet(meet.Cluster));
        Receive<FabricChanged>(Note);
        Receive<PeerChanged>(_ => NotePeers());
        Receive<CutInterconnect>(Cut);
        Receive<GetCkeReport>(_ => Sender.Tell(Report()));
    }

    protected override void PostStop()
    {
        foreach (var (_, route) in _peers.Values)
            route.Fence();
    }

    private void Meet(ClusterData cluster)
    {
        var wanted = cluster.Nodes
            .Where(node => node.Vios != _self && node is { Status: NodeStatus.Active, Registration.Interconnects.Count: > 0 })
            .ToDictionary(node => new CkeParty(node.Vios, node.Registration!.Incarnation));
        foreach (var (party, (actor, route)) in _peers.ToList())
        {
            if (wanted.ContainsKey(party))
                continue;
            _log.Info("Peer {0} is no longer a member in that incarnation.", route.Name);
            route.Fence();
            Context.Stop(actor);
            _peers.Remove(party);
        }

        foreach (var (party, node) in wanted)
        {
            if (!_peers.ContainsKey(party))
                _peers[party] = Connect(party, node);
        }

        _relay.SetPeers([.. _peers.Values.Select(peer => peer.Route)]);
        NotePeers();
    }

    private (IActorRef Actor, PeerRoute Route) Connect(CkeParty party, ClusterNode node)
    {
        var addresses = node.Registration!.Interconnects;
        var (self, interconnects, settings, relay, time) = (Self, _interconnects, _settings, _relay, _time);
        var route = new PeerRoute(
            node.Definition.Name, addresses.Count, node.Definition.Drc.Cec == _cec, () => self.Tell(PeerChanged.Instance), time);
        var actor = Context.ActorOf(
            Props.Create(() => new PeerActor(party, addresses, route, interconnects, relay, settings, time)),
            $"peer-{party.Vios}-{party.Incarnation}");
        return (actor, route);
    }

    private void Note(FabricChanged changed)
    {
        _relay.Wake();
        if (changed.Up)
            _log.Info("The fabric is back; I/O takes the own path again.");
        else
            _log.Warning("The fabric is lost; I/O goes through {0}.", NamesOfUsable());
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
}

/// <summary>Whether I/O could be propagated now. From the CKE to its VIOS.</summary>
internal sealed record PropagationChanged(bool Possible);
