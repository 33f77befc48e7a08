using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Cluster;

public class PrimaryElectionTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private TimeSpan _sinceRenewal;

    [Fact]
    [Trait("Req", "REG-7")]
    public void The_first_active_member_that_claims_is_elected_and_a_second_is_told_of_it()
    {
        var cluster = Members(2);

        Assert.Equal(new PrimaryGranted(1, 10_000), cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(1), 1)));
        _sinceRenewal = TimeSpan.FromSeconds(4);
        var held = cluster.Answered<PrimaryHeld>(new ClaimPrimary(ViosId(2), 1));

        Assert.Equal((1, ViosId(1), 6_000), (held.Office.Term, held.Office.Holder, held.RetryMs));
        Assert.Equal(ViosId(1), cluster.State.ToData().Primary.Holder);
        Assert.IsType<PrimaryElected>(cluster.LastEffect<AnnounceClusterChange>().Change);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void A_renewal_stores_nothing_and_keeps_the_term()
    {
        var cluster = Members(2);
        cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(1), 1));
        var stored = cluster.Stored.Count;
        _sinceRenewal = Lease * 3;

        Assert.Equal(1, cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(1), 1)).Term);

        Assert.Equal(stored, cluster.Stored.Count);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void A_holder_that_did_not_renew_for_a_lease_is_replaced_with_a_new_term()
    {
        var cluster = Members(2);
        cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(1), 1));
        _sinceRenewal = Lease;

        Assert.Equal(2, cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(2), 1)).Term);
        _sinceRenewal = TimeSpan.Zero;

        Assert.Equal(ViosId(2), cluster.Answered<PrimaryHeld>(new ClaimPrimary(ViosId(1), 1)).Office.Holder);
        Assert.IsType<NoOp>(cluster.Do(new RelinquishPrimary(ViosId(1), 1, "late")).Reply);
        Assert.Equal(ViosId(2), cluster.State.Primary.Holder);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void An_office_that_was_given_up_goes_to_the_next_at_once()
    {
        var cluster = Members(2);
        cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(1), 1));

        Assert.IsType<Ok>(cluster.Do(new RelinquishPrimary(ViosId(1), 1, "it stops")).Reply);

        Assert.Equal((1, null, "it stops"), (cluster.State.Primary.Term, cluster.State.Primary.Holder, cluster.State.Primary.Detail));
        Assert.Equal(2, cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(2), 1)).Term);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void Another_start_of_the_holder_waits_like_any_other_member()
    {
        var cluster = Members(2);
        cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(1), 1));
        cluster.Answered<ViosRegistered>(new RegisterVios(Registration(1) with { Incarnation = 2 }, []));
        _sinceRenewal = TimeSpan.FromSeconds(9);

        cluster.Answered<PrimaryHeld>(new ClaimPrimary(ViosId(1), 2));
        cluster.Refused(new ClaimPrimary(ViosId(1), 1), RejectionCode.WrongStatus);
        _sinceRenewal = Lease;

        Assert.Equal(2, cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(1), 2)).Term);
    }

    [Fact]
    [Trait("Req", "REG-7")]
    public void Only_an_active_member_can_be_elected()
    {
        var cluster = Members(2);
        cluster.Refused(new ClaimPrimary(ViosId(9), 1), RejectionCode.WrongStatus);
        cluster.Refused(new ClaimPrimary(ViosId(3), 1), RejectionCode.WrongStatus);
        cluster.Accepted(new DeregisterVios(ViosId(2), 1, "it stops"));
        cluster.Refused(new ClaimPrimary(ViosId(2), 1), RejectionCode.WrongStatus);
    }

    [Fact]
    public void A_snapshot_keeps_the_office()
    {
        var cluster = Members(2);
        cluster.Answered<PrimaryGranted>(new ClaimPrimary(ViosId(1), 1));

        Assert.Equal(cluster.State.Primary, ClusterState.From(cluster.State.ToSnapshot()).Primary);
    }

    // Members 1 to count are active, one more is only named.
    private Playback<ClusterState, IClusterEvent, IClusterMessage> Members(int count)
    {
        var cluster = new Playback<ClusterState, IClusterEvent, IClusterMessage>(
            ClusterState.Empty,
            (state, message) => message is ClaimPrimary claim
                ? PrimaryElection.Claim(state, claim, Lease, _sinceRenewal, Now)
                : ClusterDecisions.Decide(state, message, Now),
            (state, @event) => state.Apply(@event));
        cluster.Answered<ViosRegistered>(new CreateCluster(
            ClusterName.Parse("c1"), Registration(1), [.. Enumerable.Range(2, count).Select(number => Node(number))]));
        for (var number = 2; number <= count; number++)
            cluster.Answered<ViosRegistered>(new RegisterVios(Registration(number), []));
        return cluster;
    }
}
