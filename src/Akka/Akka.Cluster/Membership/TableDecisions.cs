using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <summary>
/// The rules of the table. Pure: every store carries statements out by this function, in a transaction that nothing else comes between,
/// at <c>now</c> of the database's clock.
/// </summary>
internal static partial class TableDecisions
{
    /// <summary>Removed rows that are kept: the members learn from them how one went, and votes name them.</summary>
    internal const int RemovedRowsMax = 1000;

    private const long RemovedKeptMs = 24 * 60 * 60 * 1000;

    /// <summary>The table after <paramref name="statement"/> and what to answer.</summary>
    public static Decision Decide(MembershipTable table, MembershipStatement statement, long now) => statement switch
    {
        JoinStatement join => Join(table, join, now),
        RenewStatement renew => Renew(table, renew, now),
        LeaveStatement leave => Leave(table, leave, now),
        DownStatement down => Down(table, down, now),
        AdvanceStatement advance => Advance(table, advance.No, advance.Minima, now),
        VoteStatement vote => Vote(table, vote, now),
        DepartStatement depart => Depart(table, depart, now),
        ObserveStatement observe => Observe(table, observe),
        ReadStatement => Decision.NoOp(table),
        _ => throw new InvalidOperationException($"There is no rule for a [{statement.GetType()}]."),
    };

    /// <summary>The members whose lease has run out.</summary>
    public static ImmutableArray<Lapse> Lapses(MembershipTable table, long now) =>
        [.. table.Present.Where(row => row.LeaseEnd < now).Select(row => new Lapse(row.No, row.LeaseEnd))];

    private static Decision Join(MembershipTable table, JoinStatement join, long now)
    {
        var same = table.Rows.FirstOrDefault(row => row.Uid == join.Uid && row.Address.Equals(join.Address));
        if (same is not null)
        {
            if (!same.IsLive)
                return Decision.Refuse(table, StatementResult.NotMember, "this incarnation was removed before; start the system anew");

            // The caller counts its lease from this call, not from the one whose answer it did not get.
            var again = same with { LeaseEnd = Math.Max(same.LeaseEnd, now + join.LeaseMs) };
            return new Decision(table.With(again), StatementResult.Ok) { No = again.No, LeaseEnd = again.LeaseEnd };
        }

        if (table.Present.Count() >= join.MembersMax)
            return Decision.Refuse(table, StatementResult.Rejected, $"the cluster has {join.MembersMax} members, which is the limit");
        var older = table.Present.Where(row => row.Address.Equals(join.Address) && row.IsLive)
            .Select(row => row with { Status = MemberStatus.Down });
        var no = table.LastNo + 1;
        var row = new MemberRow(no, join.Address, join.Uid, MemberStatus.Joining)
        {
            Roles = join.Roles,
            AppVersion = join.AppVersion,
            // No tolerance before the first renewal: until then the member has told no quorum.
            LeaseEnd = now + join.LeaseMs,
        };
        var joined = table.With(older) with { LastNo = no, Version = table.Version + 1 };
        joined = joined with { Rows = joined.Rows.Add(row) };
        return Advance(joined, no, join.Minima, now) with { Result = StatementResult.Ok, No = no, LeaseEnd = row.LeaseEnd };
    }

    private static Decision Renew(MembershipTable table, RenewStatement renew, long now)
    {
        if (table.Find(renew.No) is not { IsLive: true } row)
            return Decision.Refuse(table, StatementResult.NotMember, "the member was shut out or removed");
        if (row.Sequence == renew.Sequence)
            return new Decision(table, StatementResult.Ok) { LeaseEnd = row.LeaseEnd };
        if (row.Sequence > renew.Sequence)
            return Decision.NoOp(table);
        var end = Math.Max(row.LeaseEnd, now + renew.LeaseMs);
        var renewed = row with
        {
            LeaseEnd = end,
            Sequence = renew.Sequence,
            ToleranceMs = renew.ToleranceMs,
            Quorum = renew.Quorum,
        };
        return new Decision(table.With(renewed), StatementResult.Ok) { LeaseEnd = end };
    }

    private static Decision Leave(MembershipTable table, LeaveStatement leave, long now)
    {
        // A member that is not up has nothing to hand over.
        var leaving = table.Present.Where(row => row.Address.Equals(leave.Address))
            .Where(row => row.Status is MemberStatus.Up or MemberStatus.Joining)
            .Select(row => row with { Status = row.Status == MemberStatus.Up ? MemberStatus.Leaving : MemberStatus.Exiting })
            .ToArray();
        return leaving.Length > 0
            ? new Decision(table.With(leaving) with { Version = table.Version + 1 }, StatementResult.Ok)
            : NothingAt(table, leave.Address, row => row.Status is MemberStatus.Leaving or MemberStatus.Exiting or MemberStatus.Down);
    }

    private static Decision Down(MembershipTable table, DownStatement down, long now)
    {
        if (table.Find(down.No) is not { } caller || !caller.HoldsLease(now))
            return Decision.Refuse(table, StatementResult.NotMember, "only a member with a lease can shut others out");
        var downed = table.Present.Where(row => row.Address.Equals(down.Address) && row.IsLive)
            .Select(row => row with { Status = MemberStatus.Down })
            .ToArray();
        return downed.Length > 0
            ? new Decision(table.With(downed) with { Version = table.Version + 1 }, StatementResult.Ok)
            : NothingAt(table, down.Address, row => row.Status == MemberStatus.Down);
    }

    private static Decision Depart(MembershipTable table, DepartStatement depart, long now)
    {
        if (table.Find(depart.No) is not { IsPresent: true } row)
            return Decision.NoOp(table);
        return new Decision(table.With(Removed(row, now)) with { Version = table.Version + 1 }, StatementResult.Ok);
    }

    private static Decision Observe(MembershipTable table, ObserveStatement observe)
    {
        if (table.Find(observe.No) is not { IsLive: true } row)
            return Decision.Refuse(table, StatementResult.NotMember, "the member was shut out or removed");
        return row.Unreachable.SequenceEqual(observe.Unreachable)
            ? Decision.NoOp(table)
            : new Decision(
                table.With(row with { Unreachable = observe.Unreachable }) with { Version = table.Version + 1 }, StatementResult.Ok);
    }

    private static Decision NothingAt(MembershipTable table, Actor.Address address, Func<MemberRow, bool> done) =>
        table.Present.Any(row => row.Address.Equals(address) && done(row))
            ? Decision.NoOp(table)
            : Decision.Refuse(table, StatementResult.Rejected, $"there is no member at [{address}]");

    private static MemberRow Removed(MemberRow row, long now) => row with
    {
        Status = MemberStatus.Removed,
        Previous = row.Status is MemberStatus.Exiting or MemberStatus.Leaving ? MemberStatus.Exiting : MemberStatus.Down,
        RemovedAt = now,
        Unreachable = [],
    };

    /// <summary>The table after a statement, and what to answer.</summary>
    internal sealed record Decision(MembershipTable Table, StatementResult Result)
    {
        public string Reason { get; init; } = "";

        public long No { get; init; }

        public long LeaseEnd { get; init; }

        public static Decision NoOp(MembershipTable table) => new(table, StatementResult.NoOp);

        public static Decision Refuse(MembershipTable table, StatementResult result, string reason) =>
            new(table, result) { Reason = reason };
    }
}
