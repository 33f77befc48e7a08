using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <content>What time and votes bring about.</content>
internal static partial class TableDecisions
{
    /// <summary>
    /// Whether a lapsed member is certain not to act: its lease has run out by the database's clock, and either so many of its quorum have
    /// given it up that no majority can support it, or it is past the time for which any support could carry it.
    /// <para>
    /// A majority of n is n/2 + 1, so none is left once n − n/2 of them are gone. A newer incarnation at an address speaks for the older
    /// ones there, because they have ended; and who has left in order supports nobody any more.
    /// </para>
    /// </summary>
    internal static bool IsCertainlyStopped(MembershipTable table, MemberRow row, long now)
    {
        if (row.LeaseEnd >= now)
            return false;
        if (now > row.LeaseEnd + row.ToleranceMs)
            return true;
        if (row.Quorum.Length == 0 || row.VotedLeaseEnd != row.LeaseEnd)
            return false;
        var given = row.Quorum.Count(no => HasGivenUp(table, row.Voters, no));
        return given >= row.Quorum.Length - (row.Quorum.Length / 2);
    }

    /// <summary>Whether <see cref="AdvanceStatement"/> would do something that does not depend on votes.</summary>
    internal static bool IsAdvanceDue(MembershipTable table, MembershipMinima minima) =>
        table.Present.Any(row => row.Status == MemberStatus.Leaving)
        || (table.Present.Any(row => row.Status == MemberStatus.Joining && !HasPredecessor(table, row)) && HasEnough(table, minima));

    private static Decision Vote(MembershipTable table, VoteStatement vote, long now)
    {
        if (table.Find(vote.No) is not { IsLive: true })
            return Decision.Refuse(table, StatementResult.NotMember, "the member was shut out or removed");
        var changed = new List<MemberRow>();
        foreach (var lapse in vote.Lapses)
        {
            // A vote about a lease that was renewed since is about nothing.
            if (table.Find(lapse.No) is not { IsPresent: true } row || row.LeaseEnd != lapse.LeaseEnd || row.No == vote.No)
                continue;
            var voters = row.VotedLeaseEnd == lapse.LeaseEnd ? row.Voters : [];
            if (!voters.Contains(vote.No))
                changed.Add(row with { VotedLeaseEnd = lapse.LeaseEnd, Voters = voters.Add(vote.No) });
        }

        var decision = Advance(table.With(changed), vote.No, vote.Minima, now);
        return changed.Count > 0 ? decision with { Result = StatementResult.Ok, Reason = "" } : decision;
    }

    private static Decision Advance(MembershipTable table, long caller, MembershipMinima minima, long now)
    {
        if (table.Find(caller) is not { } member || !member.HoldsLease(now))
            return Decision.Refuse(table, StatementResult.NotMember, "only a member with a lease can change the state of others");
        var next = table.With(
            table.Present.Where(row => IsCertainlyStopped(table, row, now)).Select(row => Removed(AsDown(row), now)));
        next = next.With(
            next.Present.Where(row => row.Status == MemberStatus.Leaving).Select(row => row with { Status = MemberStatus.Exiting }));
        if (HasEnough(next, minima))
            next = WithUp(next, now);
        next = WithoutOld(next, now);
        return next.Equals(table) || next.Rows.SequenceEqual(table.Rows)
            ? Decision.NoOp(table)
            : new Decision(next with { Version = next.Version + 1 }, StatementResult.Ok);
    }

    private static MembershipTable WithUp(MembershipTable table, long now)
    {
        var number = table.LastUpNumber;
        var up = table.Present
            .Where(row => row.Status == MemberStatus.Joining && row.LeaseEnd >= now && !HasPredecessor(table, row))
            .Select(row => row with { Status = MemberStatus.Up, UpNumber = ++number })
            .ToArray();
        return table.With(up) with { LastUpNumber = number };
    }

    private static MembershipTable WithoutOld(MembershipTable table, long now)
    {
        var removed = table.Rows.Where(row => !row.IsPresent).OrderByDescending(row => row.RemovedAt).ToArray();
        var old = removed.Skip(RemovedRowsMax).Concat(removed.Where(row => row.RemovedAt < now - RemovedKeptMs)).ToHashSet();
        return old.Count == 0 ? table : table with { Rows = [.. table.Rows.Where(row => !old.Contains(row))] };
    }

    private static MemberRow AsDown(MemberRow row) => row with { Status = MemberStatus.Down };

    private static bool HasEnough(MembershipTable table, MembershipMinima minima)
    {
        var counted = table.Present.Where(row => row.Status is MemberStatus.Joining or MemberStatus.Up).ToArray();
        return counted.Length >= minima.Members
            && minima.OfRole.All(minimum => counted.Count(row => row.Roles.Contains(minimum.Key)) >= minimum.Value);
    }

    private static bool HasPredecessor(MembershipTable table, MemberRow row) =>
        table.Present.Any(other => other.No < row.No && other.Address.Equals(row.Address));

    private static bool HasGivenUp(MembershipTable table, ImmutableArray<long> voters, long no)
    {
        if (voters.Contains(no))
            return true;
        if (table.Find(no) is not { } member)
            return false;
        return member is { IsPresent: false, Previous: MemberStatus.Exiting }
            || voters.Any(voter => voter > no && table.Find(voter) is { } other && other.Address.Equals(member.Address));
    }
}
