using System.Collections.Immutable;
using Akka.Cluster.Membership;

namespace Akka.Cluster.Store;

/// <summary>Makes answers from decisions. Pure.</summary>
internal static class Answers
{
    /// <summary>Removed rows that members get to see.</summary>
    public const int RemovedRowsMax = 100;

    public static MembershipAnswer From(TableDecisions.Decision decision, MembershipStatement statement, long now) =>
        new(decision.Result, now, decision.Table.Version)
        {
            Reason = decision.Reason,
            No = decision.No,
            LeaseEnd = decision.LeaseEnd,
            Lapses = TableDecisions.Lapses(decision.Table, now),
            Table = decision.Table.Version > statement.KnownVersion ? decision.Table.ForMembers(RemovedRowsMax) : null,
        };
}
