using Akka.Actor;

namespace Akka.Cluster.Tools.PublishSubscribe;

/// <content>Learning the registrations of other nodes.</content>
public partial class DistributedPubSubMediator
{
    private readonly HashSet<Address> _nodes = [];
    private readonly Random _random = new((int)Context.Self.Path.Uid);

    private void ReceiveGossip()
    {
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            foreach (var member in state.Members)
                Seen(member);
        });
        Receive<ClusterEvent.MemberRemoved>(removed => ForgetNode(removed.Member));
        Receive<ClusterEvent.IMemberEvent>(change => Seen(change.Member));
        Receive<GossipTick>(_ => Gossip());
        Receive<PruneTick>(_ => _registry.Prune(Now - _settings.RemovedTimeToLive));
        Receive<Status>(Answer);
        Receive<Delta>(Learn);
    }

    private void StartGossip()
    {
        Timers.StartPeriodicTimer(nameof(GossipTick), GossipTick.Instance, _settings.GossipInterval);
        var pruning = TimeSpan.FromTicks(Math.Max(_settings.RemovedTimeToLive.Ticks / 2, TimeSpan.TicksPerSecond));
        Timers.StartPeriodicTimer(nameof(PruneTick), PruneTick.Instance, pruning);
    }

    private void Seen(Member member)
    {
        var takesPart = member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Leaving;
        if (takesPart && (_settings.Role is null || member.HasRole(_settings.Role)))
            _nodes.Add(member.Address);
        else if (member.Status is MemberStatus.Exiting or MemberStatus.Down)
            ForgetNode(member);
    }

    private void ForgetNode(Member member)
    {
        if (member.Address.Equals(_cluster.SelfAddress))
            return;

        // A node that was restarted may be up under the address of its predecessor already.
        var replaced = _cluster.State.Members.Any(other => other.Address.Equals(member.Address)
            && !other.UniqueAddress.Equals(member.UniqueAddress)
            && other.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Leaving);
        if (!replaced)
            _nodes.Remove(member.Address);
        _registry.RemoveNode(member.Address);
    }

    private void Gossip()
    {
        var others = _nodes.Where(node => !node.Equals(_cluster.SelfAddress)).ToArray();
        if (others.Length > 0)
            SendStatus(Context.ActorSelection(new RootActorPath(others[_random.Next(others.Length)]) / Self.Path.Elements));
    }

    private void SendStatus(ICanTell target) => target.Tell(new Status(_registry.Versions, IsReplyToStatus: false), Self);

    private void Answer(Status status)
    {
        // Of a node that is not, or no longer, a member nothing is learned and nothing told.
        if (!_nodes.Contains(Sender.Path.Address))
            return;
        var missing = _registry.NewerThan(status.Versions, _settings.MaxDeltaElements);
        if (missing.Count > 0)
            Sender.Tell(new Delta(missing), Self);
        if (!status.IsReplyToStatus && _registry.IsBehind(status.Versions))
            Sender.Tell(new Status(_registry.Versions, IsReplyToStatus: true), Self);
    }

    private void Learn(Delta delta)
    {
        if (!_nodes.Contains(Sender.Path.Address))
            return;
        foreach (var bucket in delta.Buckets.Where(bucket => _nodes.Contains(bucket.Owner)))
            _registry.Merge(bucket);
    }

    private sealed record GossipTick : INoSerializationVerificationNeeded
    {
        public static readonly GossipTick Instance = new();
    }

    private sealed record PruneTick : INoSerializationVerificationNeeded
    {
        public static readonly PruneTick Instance = new();
    }
}
