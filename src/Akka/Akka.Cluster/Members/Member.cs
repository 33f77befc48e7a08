using System.Collections.Immutable;
using Akka.Actor;
using Akka.Util;

namespace Akka.Cluster;

/// <summary>
/// One incarnation of an actor system in the cluster. Two are equal when their <see cref="UniqueAddress"/> is, whatever their status.
/// Immutable and thread-safe.
/// </summary>
public partial class Member : IComparable<Member>, IEquatable<Member>, IComparable
{
    /// <summary>The up number of a member that has not been up.</summary>
    internal const int NotUp = int.MaxValue;

    private Member(UniqueAddress uniqueAddress, int upNumber, MemberStatus status, ImmutableHashSet<string> roles, AppVersion appVersion)
    {
        UniqueAddress = uniqueAddress;
        UpNumber = upNumber;
        Status = status;
        Roles = roles;
        AppVersion = appVersion;
    }

    /// <summary>Which incarnation at which address.</summary>
    public UniqueAddress UniqueAddress { get; }

    /// <summary>Where it is in its life.</summary>
    public MemberStatus Status { get; }

    /// <summary>What it is for, as its configuration says.</summary>
    public ImmutableHashSet<string> Roles { get; }

    /// <summary>The version of its application, <c>akka.cluster.app-version</c>.</summary>
    public AppVersion AppVersion { get; }

    /// <summary>Where it is.</summary>
    public Address Address => UniqueAddress.Address;

    /// <summary>The place in the order in which members went up; <see cref="NotUp"/> before.</summary>
    internal int UpNumber { get; }

    /// <summary>Whether it has <paramref name="role"/>.</summary>
    public bool HasRole(string role) => Roles.Contains(role);

    /// <summary>Whether it went up before <paramref name="other"/>; if both did not, by address.</summary>
    public bool IsOlderThan(Member other) =>
        UpNumber == other.UpNumber ? AddressOrdering.Compare(Address, other.Address) < 0 : UpNumber < other.UpNumber;

    /// <summary>
    /// The member with another status. Throws <see cref="InvalidOperationException"/> when that cannot follow the present one.
    /// </summary>
    public Member Copy(MemberStatus status)
    {
        if (status == Status)
            return this;
        return AllowedNext(Status).Contains(status)
            ? new Member(UniqueAddress, UpNumber, status, Roles, AppVersion)
            : throw new InvalidOperationException($"Invalid member status transition {Status} -> {status}");
    }

    /// <summary>The member as the <paramref name="upNumber"/>th that went up.</summary>
    public Member CopyUp(int upNumber) => new(UniqueAddress, upNumber, Copy(MemberStatus.Up).Status, Roles, AppVersion);

    /// <inheritdoc />
    public int CompareTo(Member? other) => other is null ? 1 : Ordering.Compare(this, other);

    /// <inheritdoc />
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Member other => CompareTo(other),
        _ => throw new ArgumentException($"Cannot compare a member with [{obj.GetType()}].", nameof(obj)),
    };

    /// <inheritdoc />
    public bool Equals(Member? other) => other is not null && UniqueAddress.Equals(other.UniqueAddress);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Member);

    /// <inheritdoc />
    public override int GetHashCode() => UniqueAddress.GetHashCode();

    /// <inheritdoc />
    public override string ToString() =>
        $"Member(address = {Address}, Uid={UniqueAddress.Uid} status = {Status}, role=[{string.Join(",", Roles)}], "
        + $"upNumber={UpNumber}, version={AppVersion})";

    /// <summary>A member from its parts.</summary>
    internal static Member Create(
        UniqueAddress uniqueAddress, int upNumber, MemberStatus status, ImmutableHashSet<string> roles, AppVersion appVersion) =>
        new(uniqueAddress, upNumber, status, roles, appVersion);

    private static MemberStatus[] AllowedNext(MemberStatus status) => status switch
    {
        MemberStatus.Joining =>
            [MemberStatus.WeaklyUp, MemberStatus.Up, MemberStatus.Leaving, MemberStatus.Exiting, MemberStatus.Down, MemberStatus.Removed],
        MemberStatus.WeaklyUp => [MemberStatus.Up, MemberStatus.Leaving, MemberStatus.Exiting, MemberStatus.Down, MemberStatus.Removed],
        MemberStatus.Up => [MemberStatus.Leaving, MemberStatus.Exiting, MemberStatus.Down, MemberStatus.Removed],
        MemberStatus.Leaving => [MemberStatus.Exiting, MemberStatus.Down, MemberStatus.Removed],
        MemberStatus.Exiting => [MemberStatus.Down, MemberStatus.Removed],
        MemberStatus.Down => [MemberStatus.Removed],
        _ => [],
    };
}
