namespace Akka.Cluster;

/// <content>Events of members.</content>
public partial class ClusterEvent
{
    /// <summary>A member has another status. Immutable; equal when kind, member and status are.</summary>
    public abstract class MemberStatusChange : IMemberEvent
    {
        /// <summary>The member.</summary>
        protected readonly Member _member;

        /// <summary>Throws <see cref="ArgumentException"/> when the member does not have <paramref name="validStatus"/>.</summary>
        protected MemberStatusChange(Member member, MemberStatus validStatus)
        {
            if (member.Status != validStatus)
                throw new ArgumentException($"Expected {validStatus} state, got: {member}", nameof(member));
            _member = member;
        }

        /// <inheritdoc />
        public Member Member => _member;

        /// <inheritdoc />
        public override bool Equals(object? obj) => obj is MemberStatusChange other && other.GetType() == GetType()
            && _member.Equals(other._member) && _member.Status == other._member.Status;

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(GetType(), _member, _member.Status);

        /// <inheritdoc />
        public override string ToString() => $"{GetType().Name}(Member={_member})";
    }

    /// <summary>A member is known for the first time.</summary>
    public sealed class MemberJoined : MemberStatusChange
    {
        /// <summary><paramref name="member"/> joined.</summary>
        public MemberJoined(Member member)
            : base(member, MemberStatus.Joining)
        {
        }
    }

    /// <summary>A member takes part from now on.</summary>
    public sealed class MemberUp : MemberStatusChange
    {
        /// <summary><paramref name="member"/> is up.</summary>
        public MemberUp(Member member)
            : base(member, MemberStatus.Up)
        {
        }
    }

    /// <summary>Never sent by this engine.</summary>
    public sealed class MemberWeaklyUp : MemberStatusChange
    {
        /// <summary><paramref name="member"/> is weakly up.</summary>
        public MemberWeaklyUp(Member member)
            : base(member, MemberStatus.WeaklyUp)
        {
        }
    }

    /// <summary>A member wants to leave.</summary>
    public sealed class MemberLeft : MemberStatusChange
    {
        /// <summary><paramref name="member"/> leaves.</summary>
        public MemberLeft(Member member)
            : base(member, MemberStatus.Leaving)
        {
        }
    }

    /// <summary>A leaving member hands over.</summary>
    public sealed class MemberExited : MemberStatusChange
    {
        /// <summary><paramref name="member"/> exits.</summary>
        public MemberExited(Member member)
            : base(member, MemberStatus.Exiting)
        {
        }
    }

    /// <summary>A member was shut out. It may still act until its lease ends; wait for <see cref="MemberRemoved"/>.</summary>
    public sealed class MemberDowned : MemberStatusChange
    {
        /// <summary><paramref name="member"/> is down.</summary>
        public MemberDowned(Member member)
            : base(member, MemberStatus.Down)
        {
        }
    }

    /// <summary>A member is gone, and certain not to act any more.</summary>
    public sealed class MemberRemoved : MemberStatusChange
    {
        /// <summary><paramref name="member"/> is gone; before it was <paramref name="previousStatus"/>.</summary>
        public MemberRemoved(Member member, MemberStatus previousStatus)
            : base(member, MemberStatus.Removed)
        {
            PreviousStatus = previousStatus;
        }

        /// <summary>Exiting when it left in order, Down otherwise.</summary>
        public MemberStatus PreviousStatus { get; }

        /// <inheritdoc />
        public override bool Equals(object? obj) =>
            base.Equals(obj) && obj is MemberRemoved other && PreviousStatus == other.PreviousStatus;

        /// <inheritdoc />
        public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), PreviousStatus);
    }
}
