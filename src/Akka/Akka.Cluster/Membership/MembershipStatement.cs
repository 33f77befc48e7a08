using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Membership;

/// <summary>
/// What a member wants of the table. Each is safe to repeat and to carry out late: it says on what it depends. Immutable.
/// </summary>
internal abstract record MembershipStatement
{
    /// <summary>The version that the caller has; it gets the table when there is a newer one.</summary>
    public long KnownVersion { get; init; }
}

/// <summary>Put an incarnation in. Answered with its number. An older incarnation at the address is shut out.</summary>
internal sealed record JoinStatement(Address Address, int Uid, ImmutableArray<string> Roles, string AppVersion) : MembershipStatement
{
    public required long LeaseMs { get; init; }

    public required MembershipMinima Minima { get; init; }

    public required int MembersMax { get; init; }
}

/// <summary>Lengthen the lease of the caller. Refused when it is down or removed; without effect when a later one was carried
/// out.</summary>
internal sealed record RenewStatement(long No, long Sequence, long LeaseMs, long ToleranceMs, ImmutableArray<long> Quorum)
    : MembershipStatement;

/// <summary>A member is to leave.</summary>
internal sealed record LeaveStatement(Address Address) : MembershipStatement;

/// <summary>A member is shut out. Needs a caller with a lease.</summary>
internal sealed record DownStatement(long No, Address Address) : MembershipStatement;

/// <summary>Whatever is due: joining members up, leaving ones to exiting, lapsed ones without support removed. Needs a caller with a
/// lease.</summary>
internal sealed record AdvanceStatement(long No, MembershipMinima Minima) : MembershipStatement;

/// <summary>
/// The caller will never again support these members past these lease ends, and has no promise to them outstanding; then as
/// <see cref="AdvanceStatement"/>.
/// </summary>
internal sealed record VoteStatement(long No, ImmutableArray<Lapse> Lapses, MembershipMinima Minima) : MembershipStatement;

/// <summary>The caller has stopped acting for good.</summary>
internal sealed record DepartStatement(long No) : MembershipStatement;

/// <summary>The caller gets no heartbeats from these members.</summary>
internal sealed record ObserveStatement(long No, ImmutableArray<long> Unreachable) : MembershipStatement;

/// <summary>Only the answer is wanted.</summary>
internal sealed record ReadStatement : MembershipStatement;

/// <summary>A lease that has run out: whose, and when.</summary>
internal readonly record struct Lapse(long No, long LeaseEnd);

/// <summary>How many members must be there before one goes up.</summary>
internal sealed record MembershipMinima(int Members, ImmutableSortedDictionary<string, int> OfRole)
{
    /// <summary>One member is enough.</summary>
    public static readonly MembershipMinima One = new(1, ImmutableSortedDictionary<string, int>.Empty);
}
