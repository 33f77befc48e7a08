using Akka.Cluster.Membership;
using Akka.Event;

namespace Akka.Cluster.Serialization;

/// <summary>From a member to one that it watches; answered with <see cref="HeartbeatRsp"/>.</summary>
/// <param name="From">Who sends it.</param>
/// <param name="Sequence">Comes back in the answer.</param>
internal sealed record Heartbeat(UniqueAddress From, long Sequence) : IClusterMessage, IDeadLetterSuppression;

/// <summary>The answer to a <see cref="Heartbeat"/>.</summary>
/// <param name="From">Who answers.</param>
/// <param name="Sequence">As in the heartbeat.</param>
internal sealed record HeartbeatRsp(UniqueAddress From, long Sequence) : IClusterMessage, IDeadLetterSuppression;

/// <summary>From a member that does not reach the database to one that may; answered with <see cref="RelayAnswer"/>.</summary>
/// <param name="Cluster">The name of the cluster, which must be that of the receiver.</param>
/// <param name="Statement">What is to be carried out; safe to repeat.</param>
internal sealed record RelayRequest(string Cluster, MembershipStatement Statement) : IClusterMessage;

/// <summary>The answer to a <see cref="RelayRequest"/>.</summary>
/// <param name="Answer">The table's answer; <c>null</c> when there is none.</param>
/// <param name="Failure">Why there is none, for people.</param>
internal sealed record RelayAnswer(MembershipAnswer? Answer, string Failure) : IClusterMessage, IDeadLetterSuppression;
