using Akka.Event;

namespace Akka.Cluster.Membership;

/// <summary>What <see cref="MembershipNode"/> wants done. Called inside its methods; implementations do not call it back.</summary>
internal interface INodeOutput
{
    /// <summary>Carry the statement out and come back with the answer, or the failure, under the number <paramref name="call"/>.</summary>
    void Execute(long call, MembershipStatement statement);

    /// <summary>Send <paramref name="request"/> to a member. It may get lost.</summary>
    void AskSupport(MemberRow member, SupportRequest request);

    /// <summary>There is a newer table.</summary>
    void TableChanged(MembershipTable before, MembershipTable after);

    /// <summary>The member may act until <paramref name="timestampMs"/> of its monotonic clock, as far as is known now.</summary>
    void ValidUntil(long timestampMs);

    /// <summary>The join is refused for good.</summary>
    void Refused(string reason);

    /// <summary>The system is a member no more; it must not act.</summary>
    void Ended(string reason);

    /// <summary>An operator's wish could not be carried out.</summary>
    void WishRejected(MembershipStatement wish, string reason);
}

/// <summary>"Support me past my lease": from a member to those of its quorum.</summary>
/// <param name="No">Who asks.</param>
/// <param name="LeaseEnd">The end of its newest lease by the database's clock.</param>
/// <param name="AskedAt">The asker's monotonic clock, comes back in the answer.</param>
internal sealed record SupportRequest(long No, long LeaseEnd, long AskedAt) : IClusterMessage, IDeadLetterSuppression;

/// <summary>The answer to a <see cref="SupportRequest"/>.</summary>
/// <param name="By">Who answers.</param>
/// <param name="AskedAt">As in the request.</param>
/// <param name="DurationMs">For how long it promises not to give the asker up; 0: it does not.</param>
internal sealed record SupportAnswer(long By, long AskedAt, long DurationMs) : IClusterMessage, IDeadLetterSuppression;
