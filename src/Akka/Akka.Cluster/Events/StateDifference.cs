namespace Akka.Cluster;

/// <summary>Which events lead from one state to another. Pure.</summary>
internal static class StateDifference
{
    /// <summary>
    /// The events in the order in which they are sent: members by address, reachability, leaders. A member that is up when it is first
    /// seen has joined before, and one that exits
    /// or is gone has left before, also when this was not seen: told <paramref name="withPast"/>. <paramref name="evicted"/>: of the
    /// members that are gone those that did not leave in order.
    /// </summary>
    public static IEnumerable<ClusterEvent.IClusterDomainEvent> Between(
        ClusterEvent.CurrentClusterState before,
        ClusterEvent.CurrentClusterState after,
        Func<Member, bool>? evicted = null,
        bool withPast = false)
    {
        var known = before.Members.ToDictionary(member => member.UniqueAddress);
        foreach (var member in after.Members)
        {
            var old = known.GetValueOrDefault(member.UniqueAddress);
            foreach (var change in Changes(old?.Status, member, withPast))
                yield return change;
        }

        var present = after.Members.Select(member => member.UniqueAddress).ToHashSet();
        foreach (var gone in before.Members.Where(member => !present.Contains(member.UniqueAddress)))
        {
            foreach (var change in End(gone, evicted?.Invoke(gone) ?? false, withPast))
                yield return change;
        }

        foreach (var member in after.Unreachable.Except(before.Unreachable).Order())
            yield return new ClusterEvent.UnreachableMember(member);
        foreach (var member in before.Unreachable.Except(after.Unreachable).Where(member => present.Contains(member.UniqueAddress)).Order())
            yield return new ClusterEvent.ReachableMember(after.Members.TryGetValue(member, out var now) ? now : member);
        if (before.Leader != after.Leader)
            yield return new ClusterEvent.LeaderChanged(after.Leader);
        foreach (var role in before.AllRoles.Union(after.AllRoles).Order(StringComparer.Ordinal))
        {
            if (before.RoleLeader(role) != after.RoleLeader(role))
                yield return new ClusterEvent.RoleLeaderChanged(role, after.RoleLeader(role));
        }
    }

    private static IEnumerable<ClusterEvent.IMemberEvent> End(Member gone, bool evicted, bool withPast)
    {
        var inOrder = !evicted && gone.Status != MemberStatus.Down;
        if (inOrder && withPast && gone.Status == MemberStatus.Up)
            yield return new ClusterEvent.MemberLeft(gone.Copy(MemberStatus.Leaving));
        if (inOrder && withPast && gone.Status != MemberStatus.Exiting)
            yield return new ClusterEvent.MemberExited(gone.Copy(MemberStatus.Exiting));
        if (!inOrder && gone.Status != MemberStatus.Down)
            yield return new ClusterEvent.MemberDowned(gone.Copy(MemberStatus.Down));
        yield return new ClusterEvent.MemberRemoved(
            gone.Copy(MemberStatus.Removed), inOrder ? MemberStatus.Exiting : MemberStatus.Down);
    }

    private static IEnumerable<ClusterEvent.IMemberEvent> Changes(MemberStatus? old, Member member, bool withPast)
    {
        if (old == member.Status)
            yield break;
        if (withPast && old is null && member.Status == MemberStatus.Up)
            yield return new ClusterEvent.MemberJoined(
                Member.Create(member.UniqueAddress, Member.NotUp, MemberStatus.Joining, member.Roles, member.AppVersion));
        if (withPast && old == MemberStatus.Up && member.Status == MemberStatus.Exiting)
        {
            yield return new ClusterEvent.MemberLeft(
                Member.Create(member.UniqueAddress, member.UpNumber, MemberStatus.Leaving, member.Roles, member.AppVersion));
        }

        switch (member.Status)
        {
            case MemberStatus.Joining:
                yield return new ClusterEvent.MemberJoined(member);
                break;
            case MemberStatus.Up:
                yield return new ClusterEvent.MemberUp(member);
                break;
            case MemberStatus.Leaving:
                yield return new ClusterEvent.MemberLeft(member);
                break;
            case MemberStatus.Exiting:
                yield return new ClusterEvent.MemberExited(member);
                break;
            case MemberStatus.Down:
                yield return new ClusterEvent.MemberDowned(member);
                break;
        }
    }
}
