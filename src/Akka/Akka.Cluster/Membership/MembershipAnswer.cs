using System.Collections.Immutable;

namespace Akka.Cluster.Membership;

/// <summary>What became of a statement.</summary>
internal enum StatementResult
{
    /// <summary>It was carried out.</summary>
    Ok,

    /// <summary>There was nothing to do.</summary>
    NoOp,

    /// <summary>The caller is not, or not any more, a member.</summary>
    NotMember,

    /// <summary>It must not be carried out; the answer says why.</summary>
    Rejected,
}

/// <summary>The table's answer. Immutable. Times are milliseconds of the database's clock.</summary>
/// <param name="Result">What became of the statement.</param>
/// <param name="Now">When it was carried out.</param>
/// <param name="Version">The version of the table then.</param>
internal sealed record MembershipAnswer(StatementResult Result, long Now, long Version)
{
    /// <summary>Why, for people; empty when it was carried out.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Of a join: the number of the member.</summary>
    public long No { get; init; }

    /// <summary>Of a join or renewal: when the lease ends now.</summary>
    public long LeaseEnd { get; init; }

    /// <summary>Members that are not removed and whose lease has run out.</summary>
    public ImmutableArray<Lapse> Lapses { get; init; } = [];

    /// <summary>The table, when the caller has an older one.</summary>
    public MembershipTable? Table { get; init; }
}
