using Akka.Actor;
using Akka.Remote;

namespace Akka.Cluster;

/// <summary>
/// The remote watcher of a system with a cluster. Systems that are members are not observed here, and never shut out for silence: who is
/// a member is decided by leases, so a network that is cut for a while, even one way only, must leave nothing behind. Actors on a member
/// count as stopped when the member is removed. Systems that are no members are observed as remoting does it.
/// </summary>
internal sealed class ClusterRemoteWatcher : RemoteWatcher
{
    private readonly HashSet<UniqueAddress> _members = [];

    public ClusterRemoteWatcher(IFailureDetectorRegistry<Address> failureDetector, RemoteSettings settings)
        : base(
            failureDetector, settings.WatchHeartBeatInterval, settings.WatchUnreachableReaperInterval,
            settings.WatchHeartbeatExpectedResponseAfter)
    {
    }

    /// <inheritdoc />
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Follow follow:
                follow.Cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
                break;
            case ClusterEvent.CurrentClusterState state:
                _members.UnionWith(state.Members.Select(member => member.UniqueAddress));
                break;
            case ClusterEvent.MemberRemoved removed:
                Removed(removed);
                break;
            case ClusterEvent.IMemberEvent change:
                _members.Add(change.Member.UniqueAddress);
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }

    /// <inheritdoc />
    protected override bool IsObservedHere(Address address) => !_members.Any(member => member.Address.Equals(address));

    private void Removed(ClusterEvent.MemberRemoved removed)
    {
        var gone = removed.Member.UniqueAddress;
        if (!_members.Remove(gone) || gone.Address.Equals(Cluster.Get(Context.System).SelfAddress))
            return;
        if (removed.PreviousStatus == MemberStatus.Down)
            Quarantine(gone.Address, gone.Uid);

        // Another incarnation there answers itself for actors of the one before.
        if (IsObservedHere(gone.Address))
            Lose(gone.Address);
    }

    /// <summary>From the cluster, once: there is a membership to follow.</summary>
    internal sealed record Follow(Cluster Cluster) : INoSerializationVerificationNeeded;
}
