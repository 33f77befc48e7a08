using Akka.Actor;

namespace Akka.Cluster;

/// <content>Events of leaders and reachability.</content>
public partial class ClusterEvent
{
    /// <summary>Another member leads, or none (<c>null</c>).</summary>
    public sealed class LeaderChanged : IClusterDomainEvent
    {
        /// <summary><paramref name="leader"/> leads.</summary>
        public LeaderChanged(Address leader)
        {
            Leader = leader;
        }

        /// <summary>The leader; <c>null</c> when there is none.</summary>
        public Address Leader { get; }

        /// <inheritdoc />
        public override bool Equals(object? obj) => obj is LeaderChanged other && Leader == other.Leader;

        /// <inheritdoc />
        public override int GetHashCode() => Leader?.GetHashCode() ?? 0;

        /// <inheritdoc />
        public override string ToString() => $"LeaderChanged(NewLeader={Leader})";
    }

    /// <summary>Another member leads those with a role, or none (<c>null</c>).</summary>
    public sealed class RoleLeaderChanged : IClusterDomainEvent
    {
        /// <summary><paramref name="leader"/> leads those with <paramref name="role"/>.</summary>
        public RoleLeaderChanged(string role, Address leader)
        {
            Role = role;
            Leader = leader;
        }

        /// <summary>The leader; <c>null</c> when there is none.</summary>
        public Address Leader { get; }

        /// <summary>The role.</summary>
        public string Role { get; }

        /// <inheritdoc />
        public override bool Equals(object? obj) => obj is RoleLeaderChanged other && Role == other.Role && Leader == other.Leader;

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(Role, Leader);

        /// <inheritdoc />
        public override string ToString() => $"RoleLeaderChanged(Leader={Leader}, Role={Role})";
    }

    /// <summary>This system's part of the cluster stops.</summary>
    public sealed class ClusterShuttingDown : IClusterDomainEvent
    {
        /// <summary>The only value.</summary>
        public static readonly IClusterDomainEvent Instance = new ClusterShuttingDown();

        private ClusterShuttingDown()
        {
        }
    }

    /// <summary>A member became unreachable or reachable. Equal when kind and member are.</summary>
    public abstract class ReachabilityEvent : IReachabilityEvent
    {
        /// <summary>An event of <paramref name="member"/>.</summary>
        protected ReachabilityEvent(Member member)
        {
            Member = member;
        }

        /// <summary>The member.</summary>
        public Member Member { get; }

        /// <inheritdoc />
        public override bool Equals(object? obj) =>
            obj is ReachabilityEvent other && other.GetType() == GetType() && Member.Equals(other.Member);

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(GetType(), Member);

        /// <inheritdoc />
        public override string ToString() => $"{GetType().Name}(Member={Member})";
    }

    /// <summary>Some member gets no heartbeats from this one. Nothing more: only the lease in the database decides about it.</summary>
    public sealed class UnreachableMember : ReachabilityEvent
    {
        /// <summary><paramref name="member"/> cannot be reached.</summary>
        public UnreachableMember(Member member)
            : base(member)
        {
        }
    }

    /// <summary>All members that watch this one get heartbeats again.</summary>
    public sealed class ReachableMember : ReachabilityEvent
    {
        /// <summary><paramref name="member"/> can be reached.</summary>
        public ReachableMember(Member member)
            : base(member)
        {
        }
    }
}
