using VioActors.Domain.Common;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Cluster.IClusterEvent>;

namespace VioActors.Domain.Cluster;

/// <summary>
/// Who is the primary node (REG-7). There is never more than one that acts, also across a partition and with a paused holder: a holder acts
/// only for a lease after the moment at which it sent its last granted claim; the DB gives the office to another only after a whole lease
/// since it decided that claim, which was later; and one journal decides. Clocks are compared with themselves alone. What a duty changes
/// names the term, so that work which was begun in an earlier one is refused. Pure; thread-safe.
/// </summary>
public static class PrimaryElection
{
    /// <param name="lease">How long a claim is good for. A holder that is lost is replaced after it.</param>
    /// <param name="sinceRenewal">Time since the DB last granted a claim, or began: what it granted before is not known then.</param>
    public static Outcome Claim(ClusterState state, ClaimPrimary claim, TimeSpan lease, TimeSpan sinceRenewal, DateTimeOffset nowUtc)
    {
        if (!state.Nodes.TryGetValue(claim.Vios, out var node) || node.Status != NodeStatus.Active)
        {
            return Refuse($"VIOS {claim.Vios} cannot be the primary node: it is not an active member; register it first.");
        }

        if (node.Registration?.Incarnation != claim.Incarnation)
        {
            return Refuse($"{node.Definition.Name} cannot be the primary node as its start {claim.Incarnation}: a later one has "
                + "registered.");
        }

        var office = state.Primary;
        if (office.Holder == claim.Vios && office.Incarnation == claim.Incarnation)
        {
            return Decision.Answer<IClusterEvent>(new PrimaryGranted(office.Term, (int)lease.TotalMilliseconds));
        }

        if (office.Holder is not null && sinceRenewal < lease)
        {
            return Decision.Answer<IClusterEvent>(
                new PrimaryHeld(office, (int)Math.Ceiling((lease - sinceRenewal).TotalMilliseconds)));
        }

        var term = office.Term + 1;
        return ClusterDecisions.Accept(
            state, new PrimaryGranted(term, (int)lease.TotalMilliseconds), new PrimaryElected(term, claim.Vios, claim.Incarnation, nowUtc));
    }

    public static Outcome Relinquish(ClusterState state, RelinquishPrimary relinquish, DateTimeOffset nowUtc) =>
        state.Primary.Holder == relinquish.Vios && state.Primary.Term == relinquish.Term
            ? ClusterDecisions.Accept(
                state, Ok.Instance, new PrimaryEnded(relinquish.Term, Values.TextRule.Shorten(relinquish.Reason), nowUtc))
            : Decision.NoOp<IClusterEvent>($"Term {relinquish.Term} of VIOS {relinquish.Vios} is over; the office has term "
                + $"{state.Primary.Term}.");

    private static Outcome Refuse(string reason) => ClusterDecisions.Refuse(RejectionCode.WrongStatus, reason);
}
