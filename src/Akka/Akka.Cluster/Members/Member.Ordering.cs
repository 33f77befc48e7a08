using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <content>Orders of members.</content>
public partial class Member
{
    /// <summary>By host, then port.</summary>
    public static readonly IComparer<Address> AddressOrdering = Comparer<Address>.Create(static (a, b) =>
    {
        var order = string.CompareOrdinal(a.Host, b.Host);
        return order == 0 ? Nullable.Compare(a.Port, b.Port) : order;
    });

    /// <summary>The oldest first.</summary>
    public static readonly IComparer<Member> AgeOrdering = Comparer<Member>.Create(static (a, b) =>
        a.Equals(b) ? 0 : a.IsOlderThan(b) ? -1 : 1);

    /// <summary>By address, then uid.</summary>
    internal static readonly IComparer<Member> Ordering = Comparer<Member>.Create(static (a, b) =>
        a.UniqueAddress.CompareTo(b.UniqueAddress));

    /// <summary>The first of these is the leader: those that are neither down, leaving nor joining come first, then by address.</summary>
    internal static readonly IComparer<Member> LeaderStatusOrdering = Comparer<Member>.Create(static (a, b) =>
    {
        var order = LeaderRank(a.Status).CompareTo(LeaderRank(b.Status));
        return order == 0 ? Ordering.Compare(a, b) : order;
    });

    /// <summary>Of each member that is in both or one of the sets the state that comes first in its life.</summary>
    public static ImmutableSortedSet<Member> PickNextTransition(IEnumerable<Member> a, IEnumerable<Member> b) =>
        a.Concat(b).GroupBy(member => member.UniqueAddress).Select(group => group.Aggregate(PickNextTransition)).ToImmutableSortedSet();

    /// <summary>
    /// The one of two states of a member that follows the other. Throws <see cref="ArgumentException"/> when neither does, or the two are
    /// not one member.
    /// </summary>
    public static Member PickNextTransition(Member a, Member b)
    {
        if (!a.Equals(b))
            throw new ArgumentException("Two states of one member are needed.", nameof(b));
        if (a.Status == b.Status || AllowedNext(b.Status).Contains(a.Status))
            return a;
        return AllowedNext(a.Status).Contains(b.Status)
            ? b
            : throw new ArgumentException($"Neither of [{a.Status}] and [{b.Status}] follows the other.", nameof(b));
    }

    /// <summary>Of each member the state that weighs most; removed ones and those that are down in one set only are left out.</summary>
    public static ImmutableHashSet<Member> PickHighestPriority(IEnumerable<Member> a, IEnumerable<Member> b) =>
        a.Concat(b).GroupBy(member => member.UniqueAddress)
            .Where(group => group.Count() > 1 || group.First().Status is not (MemberStatus.Down or MemberStatus.Exiting))
            .Select(group => group.Aggregate(HighestPriorityOf))
            .Where(member => member.Status != MemberStatus.Removed)
            .ToImmutableHashSet();

    /// <summary>The state that weighs more: the later in life.</summary>
    public static Member HighestPriorityOf(Member m1, Member m2)
    {
        if (m1.Status == m2.Status)
            return m1.IsOlderThan(m2) ? m1 : m2;
        return PriorityRank(m1.Status) <= PriorityRank(m2.Status) ? m1 : m2;
    }

    private static int LeaderRank(MemberStatus status) => status switch
    {
        MemberStatus.Down => 4,
        MemberStatus.Exiting => 3,
        MemberStatus.Joining or MemberStatus.WeaklyUp => 2,
        _ => 0,
    };

    private static int PriorityRank(MemberStatus status) => status switch
    {
        MemberStatus.Removed => 0,
        MemberStatus.Down => 1,
        MemberStatus.Exiting => 2,
        MemberStatus.Leaving => 3,
        MemberStatus.Joining => 4,
        MemberStatus.WeaklyUp => 5,
        _ => 6,
    };
}
