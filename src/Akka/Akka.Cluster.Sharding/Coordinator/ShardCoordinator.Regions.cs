using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;

namespace Akka.Cluster.Sharding;

/// <content>Regions that come and go.</content>
internal sealed partial class ShardCoordinator
{
    private const string RebalanceTimer = "rebalance";
    private readonly RegionNodes _nodes;
    private readonly HashSet<IActorRef> _registered = [];
    private readonly HashSet<IActorRef> _proxies = [];
    private readonly HashSet<IActorRef> _shuttingDown = [];
    private readonly HashSet<IActorRef> _ending = [];

    private void CommandRegions()
    {
        Command<Begin>(_ => BeginToCoordinate());
        Command<Register>(register => RegisterRegion(register.Region));
        Command<RegisterProxy>(register => RegisterOne(register.Proxy));
        Command<GracefulShutdownRequest>(request => ShutDown(request.Region));
        Command<Terminated>(RegionMayBeGone);
        Command<ClusterEvent.CurrentClusterState>(_ => { });
        Command<ClusterEvent.MemberRemoved>(removed => NodeRemoved(removed.Member.UniqueAddress));
    }

    private void BeginToCoordinate()
    {
        Log.Info(
            "Shard coordinator of [{0}] has [{1}] shards in [{2}] regions.", _typeName, _state.Shards.Count, _state.Regions.Count);
        _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.MemberRemoved));
        foreach (var region in _state.Regions.Keys)
        {
            Context.Watch(region);
            if (!IsMember(_nodes.AddressOf(region)))
                EndRegion(region);
        }

        Timers.StartPeriodicTimer(RebalanceTimer, RebalanceTick.Instance, Tuning.RebalanceInterval);
    }

    private bool IsMember(Address node) => MembersAt(node).Any();

    private IEnumerable<Member> MembersAt(Address node) =>
        _cluster.State.Members.Where(member => member.Address.Equals(node) && member.Status is not MemberStatus.Removed);

    private void RegisterRegion(IActorRef region)
    {
        var node = MembersAt(_nodes.AddressOf(region)).FirstOrDefault(member => member.Status is not MemberStatus.Down);
        if (node is null)
        {
            Log.Debug("Region [{0}] registers from a node that is no member yet; it will try again.", region);
            return;
        }

        if (_state.Regions.ContainsKey(region))
            Registered(region, node.UniqueAddress);
        else
            Record(new ShardRegionRegistered(region), () => Registered(region, node.UniqueAddress));
    }

    private void Registered(IActorRef region, UniqueAddress node)
    {
        _nodes.Note(region, node);
        RegisterOne(region);
        _registered.Add(region);

        // A region that was restarted has forgotten what it hosts.
        if (_settings.RememberEntities)
        {
            foreach (var shard in _state.Regions[region].Where(shard => !_moves.ContainsKey(shard)))
                TellToHost(shard, region);
        }

        AllocateRemembered();
    }

    private void RegisterOne(IActorRef regionOrProxy)
    {
        Context.Watch(regionOrProxy);
        if (!_state.Regions.ContainsKey(regionOrProxy))
            _proxies.Add(regionOrProxy);
        regionOrProxy.Tell(new RegisterAck(Self), Self);
    }

    private void ShutDown(IActorRef region)
    {
        if (!_state.Regions.TryGetValue(region, out var shards))
            return;
        if (_shuttingDown.Add(region))
            Log.Info("Region [{0}] shuts down: moving its [{1}] shards.", region, shards.Count);
        foreach (var shard in shards)
            BeginMove(shard);
    }

    private void RegionMayBeGone(Terminated ended)
    {
        var region = ended.ActorRef;
        if (_proxies.Remove(region))
        {
            Gone(region);
            return;
        }

        // The connection may be gone while the node lives: then its shards stay until it is removed.
        if (ended.AddressTerminated && IsMember(_nodes.AddressOf(region)))
            _registered.Remove(region);
        else
            EndRegion(region);
    }

    private void NodeRemoved(UniqueAddress node)
    {
        foreach (var region in _state.Regions.Keys.Where(region => _nodes.EndsWith(region, node, _cluster.State.Members)).ToArray())
            EndRegion(region);
    }

    private void EndRegion(IActorRef region)
    {
        Context.Unwatch(region);
        if (!_state.Regions.TryGetValue(region, out var shards) || !_ending.Add(region))
            return;
        Log.Info("Region [{0}] is gone; its [{1}] shards need another one.", region, shards.Count);
        Record(new ShardRegionTerminated(region), () =>
        {
            _ending.Remove(region);
            _registered.Remove(region);
            _shuttingDown.Remove(region);
            _nodes.Forget(region);
            Gone(region);
            AllocateRemembered();
        });
    }

    /// <summary>The regions that shards may go to, with the shards of each.</summary>
    private ImmutableDictionary<IActorRef, IImmutableList<string>> Eligible()
    {
        var unreachable = _cluster.State.Unreachable.Select(member => member.Address).ToHashSet();
        return _state.Regions
            .Where(pair => _registered.Contains(pair.Key) && !_shuttingDown.Contains(pair.Key) && !_ending.Contains(pair.Key)
                && !unreachable.Contains(_nodes.AddressOf(pair.Key)))
            .ToImmutableDictionary(pair => pair.Key, pair => (IImmutableList<string>)pair.Value);
    }
}
