using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Tools.Singleton;

/// <summary>
/// The members that a singleton may run on, or may still run on, as one node knows them. Membership is decided in one place, so views
/// differ in how recent they are only. Immutable and thread-safe.
/// </summary>
internal sealed class OldestView
{
    // Members are equal whatever their status is; here a change of it counts.
    private static readonly ImmutableDictionary<UniqueAddress, Member> Nobody =
        ImmutableDictionary.Create<UniqueAddress, Member>(null, ReferenceEqualityComparer.Instance);

    private readonly string? _role;
    private readonly bool _considerAppVersion;
    private readonly ImmutableDictionary<UniqueAddress, Member> _present;

    private OldestView(string? role, bool considerAppVersion, ImmutableDictionary<UniqueAddress, Member> present)
    {
        _role = role;
        _considerAppVersion = considerAppVersion;
        _present = present;
    }

    /// <summary>Nobody known yet.</summary>
    public static OldestView Empty(string? role, bool considerAppVersion) =>
        new(role, considerAppVersion, Nobody);

    /// <summary>The member that should run the singleton; <c>null</c> when there is none.</summary>
    public Member? Oldest => Candidates().FirstOrDefault();

    /// <summary>The member that should run the singleton when <paramref name="node"/> no longer does.</summary>
    public Member? OldestBut(UniqueAddress node) => Candidates().FirstOrDefault(member => !member.UniqueAddress.Equals(node));

    /// <summary>The members at an address: one, or an old one that is not removed yet beside it.</summary>
    public IEnumerable<UniqueAddress> At(Address address) => _present.Keys.Where(node => node.Address.Equals(address));

    /// <summary>Whether <paramref name="node"/> was seen and not yet seen removed.</summary>
    public bool Knows(UniqueAddress node) => _present.ContainsKey(node);

    /// <summary>The member of that identity; <c>null</c> when it is not there.</summary>
    public Member? Find(UniqueAddress node) => _present.GetValueOrDefault(node);

    /// <summary>Without a member that was removed.</summary>
    public OldestView Without(UniqueAddress node) => new(_role, _considerAppVersion, _present.Remove(node));

    /// <summary>Takes in what the cluster says of a member. A removed one is forgotten.</summary>
    public OldestView With(Member member)
    {
        if (_role is not null && !member.HasRole(_role))
            return this;
        return member.Status switch
        {
            MemberStatus.Removed => Without(member.UniqueAddress),
            MemberStatus.Joining or MemberStatus.WeaklyUp => this,
            _ => new(_role, _considerAppVersion, _present.SetItem(member.UniqueAddress, member)),
        };
    }

    /// <summary>Those who come before <paramref name="node"/> and may still run the singleton, whether they leave or not.</summary>
    public IEnumerable<UniqueAddress> Before(UniqueAddress node) => _present.TryGetValue(node, out var self)
        ? _present.Values.Where(member => !member.UniqueAddress.Equals(node) && Compare(member, self) < 0).Select(member =>
            member.UniqueAddress)
        : [];

    private static bool IsCandidate(Member member) => member.Status is MemberStatus.Up or MemberStatus.Leaving;

    private IEnumerable<Member> Candidates() =>
        _present.Values.Where(IsCandidate).OrderBy(member => member, Comparer<Member>.Create(Compare));

    private int Compare(Member one, Member other)
    {
        if (_considerAppVersion)
        {
            var newerFirst = other.AppVersion.CompareTo(one.AppVersion);
            if (newerFirst != 0)
                return newerFirst;
        }

        return Member.AgeOrdering.Compare(one, other);
    }
}
