using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <summary>The members of one cluster at one version. Immutable and thread-safe.</summary>
/// <param name="Version">Grows with each change that members must learn of; renewals and votes are none.</param>
/// <param name="LastNo">The number that was given out last.</param>
/// <param name="LastUpNumber">The up number that was given out last.</param>
/// <param name="Rows">By number.</param>
internal sealed record MembershipTable(long Version, long LastNo, int LastUpNumber, ImmutableArray<MemberRow> Rows)
{
    /// <summary>A cluster that nobody has joined.</summary>
    public static readonly MembershipTable Empty = new(0, 0, 0, []);

    /// <summary>The rows that are not removed.</summary>
    public IEnumerable<MemberRow> Present => Rows.Where(row => row.IsPresent);

    /// <summary>The row with a number, or <c>null</c>.</summary>
    public MemberRow? Find(long no) => Rows.FirstOrDefault(row => row.No == no);

    /// <summary>The table with other rows in the place of those with the same number.</summary>
    public MembershipTable With(params IEnumerable<MemberRow> changed)
    {
        var byNo = changed.ToDictionary(row => row.No);
        return byNo.Count == 0 ? this : this with { Rows = [.. Rows.Select(row => byNo.GetValueOrDefault(row.No, row))] };
    }

    /// <summary>What members see: the votes and quorums left out, and of the removed rows only the last.</summary>
    public MembershipTable ForMembers(int removedMax) => this with
    {
        Rows =
        [
            .. Rows.Where(row => row.IsPresent)
                .Concat(Rows.Where(row => !row.IsPresent).OrderByDescending(row => row.RemovedAt).Take(removedMax))
                .OrderBy(row => row.No)
                .Select(row => row with { Quorum = [], Voters = [] }),
        ],
    };
}
