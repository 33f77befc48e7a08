using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>
/// One incarnation of a system in the table of members. Immutable and thread-safe. Times are milliseconds of the database's clock.
/// </summary>
/// <param name="No">Its number: unique in the cluster, growing with each join.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Uid">Which incarnation at that address.</param>
/// <param name="Status">Where it is in its life; Removed rows are kept for a while.</param>
internal sealed record MemberRow(long No, Address Address, int Uid, MemberStatus Status)
{
    /// <summary>The place in the order in which members went up; <see cref="Member.NotUp"/> before.</summary>
    public int UpNumber { get; init; } = Member.NotUp;

    public ImmutableArray<string> Roles { get; init; } = [];

    public string AppVersion { get; init; } = "0.0.0";

    /// <summary>Until then it may act, if nothing else lets it.</summary>
    public long LeaseEnd { get; init; }

    /// <summary>How far past its lease it may go on with the support of a majority of <see cref="Quorum"/>.</summary>
    public long ToleranceMs { get; init; }

    /// <summary>The number of its last renewal; older ones that come late have no effect.</summary>
    public long Sequence { get; init; }

    /// <summary>The members, itself included, whose majority may support it.</summary>
    public ImmutableArray<long> Quorum { get; init; } = [];

    /// <summary>The lease end that the votes are about; votes about an earlier one count for nothing.</summary>
    public long VotedLeaseEnd { get; init; }

    /// <summary>Who will not support it any more past <see cref="VotedLeaseEnd"/>.</summary>
    public ImmutableArray<long> Voters { get; init; } = [];

    /// <summary>Members that it gets no heartbeats from.</summary>
    public ImmutableArray<long> Unreachable { get; init; } = [];

    /// <summary>When it was removed; 0 before.</summary>
    public long RemovedAt { get; init; }

    /// <summary>Of a removed row: Exiting when it left in order, Down otherwise.</summary>
    public MemberStatus Previous { get; init; }

    /// <summary>Not removed.</summary>
    public bool IsPresent => Status != MemberStatus.Removed;

    /// <summary>Its lease can be renewed.</summary>
    public bool IsLive => Status is MemberStatus.Joining or MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting;

    /// <summary>It may write at <paramref name="now"/> what concerns others.</summary>
    public bool HoldsLease(long now) => IsLive && LeaseEnd >= now;
}
