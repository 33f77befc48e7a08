using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Membership;
using Akka.Util;

namespace Akka.Cluster;

/// <summary>The state that is published, from the table of members. Pure.</summary>
internal static class PublicState
{
    /// <summary>
    /// The state as the member <paramref name="self"/> sees it. <paramref name="unreachable"/>: the members from which it gets no
    /// heartbeats itself. An incarnation that waits for the end of an older one at its address is not shown yet.
    /// </summary>
    public static ClusterEvent.CurrentClusterState From(MembershipTable table, long self, IReadOnlySet<long> unreachable)
    {
        var shown = table.Present.Where(row => row.Status != MemberStatus.Joining || !HasPredecessor(table, row)).ToArray();
        var members = shown.Select(MemberOf).ToImmutableSortedSet();
        var away = shown.Where(row => row.IsLive).SelectMany(row => row.Unreachable).Concat(unreachable).ToHashSet();
        away.Remove(self);
        var unreachableMembers = shown.Where(row => away.Contains(row.No)).Select(MemberOf).ToImmutableHashSet();
        var reachable = members.Except(unreachableMembers).ToArray();
        var roles = members.SelectMany(member => member.Roles).Distinct();
        var roleLeaders = roles
            .Select(role => (Role: role, Leader: LeaderOf(reachable.Where(member => member.HasRole(role)))))
            .Where(pair => pair.Leader is not null)
            .ToImmutableDictionary(pair => pair.Role, pair => pair.Leader!);
        return new ClusterEvent.CurrentClusterState(members, unreachableMembers, [], LeaderOf(reachable)!, roleLeaders);
    }

    /// <summary>The row as a member.</summary>
    public static Member MemberOf(MemberRow row) => Member.Create(
        new UniqueAddress(row.Address, row.Uid), row.UpNumber, row.Status, [.. row.Roles], AppVersion.Create(row.AppVersion));

    private static Address? LeaderOf(IEnumerable<Member> members) =>
        members.Where(member => member.Status is not (MemberStatus.Down or MemberStatus.Removed))
            .Order(Comparer<Member>.Create(Member.LeaderStatusOrdering.Compare))
            .FirstOrDefault()?.Address;

    private static bool HasPredecessor(MembershipTable table, MemberRow row) =>
        table.Present.Any(other => other.No < row.No && other.Address.Equals(row.Address));
}
