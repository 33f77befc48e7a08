using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Util;

namespace Akka.Cluster.Tools.Tests.Fixtures;

/// <summary>
/// Decides in the place of a table who is a member, at once and only when the test says so: no lease runs out on a slow machine. Every
/// node is told the same states in the same order.
/// </summary>
internal sealed class TestMembership
{
    private readonly Lock _lock = new();
    private readonly List<(Cluster Node, IActorRef Publisher)> _nodes = [];
    private ClusterEvent.CurrentClusterState _state = new();
    private int _ups;

    /// <summary>Makes a node a member that is up, with a lease that does not run out while the test does.</summary>
    public void Join(Cluster node, IActorRef publisher)
    {
        lock (_lock)
        {
            node.Lease.Set(Stopwatch.GetTimestamp() + (long)TimeSpan.FromHours(1).TotalSeconds * Stopwatch.Frequency);
            _nodes.Add((node, publisher));
            Tell(node, publisher, new ClusterEvent.CurrentClusterState(), _state);
            Become(_state.Members.Add(Member.Create(
                node.SelfUniqueAddress, ++_ups, MemberStatus.Up, node.SelfRoles, AppVersion.AppVersionZero)));
        }
    }

    /// <summary>Gives a member another status.</summary>
    public void Set(Cluster node, MemberStatus status)
    {
        lock (_lock)
        {
            if (_state.Members.FirstOrDefault(one => one.UniqueAddress.Equals(node.SelfUniqueAddress)) is { } member)
                Become(_state.Members.Remove(member).Add(member.Copy(status)));
        }
    }

    /// <summary>Removes a member; its lease has ended before.</summary>
    public void Remove(Cluster node)
    {
        lock (_lock)
        {
            node.Lease.End();
            if (_state.Members.FirstOrDefault(one => one.UniqueAddress.Equals(node.SelfUniqueAddress)) is { } member)
                Become(_state.Members.Remove(member));
        }
    }

    private void Become(ImmutableSortedSet<Member> members)
    {
        var before = _state;
        _state = new ClusterEvent.CurrentClusterState(members, [], [], null!, ImmutableDictionary<string, Address>.Empty);
        foreach (var (node, publisher) in _nodes)
            Tell(node, publisher, before, _state);
    }

    private static void Tell(
        Cluster node, IActorRef publisher, ClusterEvent.CurrentClusterState before, ClusterEvent.CurrentClusterState after)
    {
        var self = after.Members.FirstOrDefault(member => member.UniqueAddress.Equals(node.SelfUniqueAddress));
        var events = StateDifference.Between(before, after).ToImmutableArray();
        publisher.Tell(new ClusterEventPublisher.Changed(after, self, events));
    }
}
