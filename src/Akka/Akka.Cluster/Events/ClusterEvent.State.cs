using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

/// <content>The whole state.</content>
public partial class ClusterEvent
{
    /// <summary>All that a member knows of the cluster. Immutable and thread-safe.</summary>
    public sealed class CurrentClusterState : INoSerializationVerificationNeeded
    {
        private readonly ImmutableDictionary<string, Address> _roleLeaders;

        /// <summary>The state before a cluster was joined.</summary>
        public CurrentClusterState()
            : this([], [], [], null!, ImmutableDictionary<string, Address>.Empty)
        {
        }

        /// <summary>A state from its parts.</summary>
        public CurrentClusterState(
            ImmutableSortedSet<Member> members,
            ImmutableHashSet<Member> unreachable,
            ImmutableHashSet<Address> seenBy,
            Address leader,
            ImmutableDictionary<string, Address> roleLeaderMap)
        {
            Members = members;
            Unreachable = unreachable;
            SeenBy = seenBy;
            Leader = leader;
            _roleLeaders = roleLeaderMap;
        }

        /// <summary>The members by address.</summary>
        public ImmutableSortedSet<Member> Members { get; }

        /// <summary>Those of the members that cannot be reached.</summary>
        public ImmutableHashSet<Member> Unreachable { get; }

        /// <summary>Members that are known to have this state: always empty here, because states are not passed from node to
        /// node.</summary>
        public ImmutableHashSet<Address> SeenBy { get; }

        /// <summary>The leader; <c>null</c> when there is none.</summary>
        public Address Leader { get; }

        /// <summary>The roles of all members.</summary>
        public ImmutableHashSet<string> AllRoles => [.. Members.SelectMany(member => member.Roles)];

        /// <summary>Whether the members run more than one version of the application.</summary>
        public bool HasMoreThanOneAppVersion => Members.Select(member => member.AppVersion).Distinct().Skip(1).Any();

        /// <summary>The role leaders.</summary>
        internal ImmutableDictionary<string, Address> RoleLeaderMap => _roleLeaders;

        /// <summary>The leader of those with <paramref name="role"/>; <c>null</c> when there is none.</summary>
        public Address RoleLeader(string role) => _roleLeaders.GetValueOrDefault(role)!;

        /// <summary>The state with other parts.</summary>
        public CurrentClusterState Copy(
            ImmutableSortedSet<Member>? members = null,
            ImmutableHashSet<Member>? unreachable = null,
            ImmutableHashSet<Address>? seenBy = null,
            Address? leader = null,
            ImmutableDictionary<string, Address>? roleLeaderMap = null) => new(
                members ?? Members, unreachable ?? Unreachable, seenBy ?? SeenBy, leader ?? Leader, roleLeaderMap ?? _roleLeaders);
    }
}
