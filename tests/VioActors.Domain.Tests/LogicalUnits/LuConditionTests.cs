using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;
using TheLu = VioActors.Domain.Tests.Common.Playback<
    VioActors.Domain.LogicalUnits.LuState,
    VioActors.Domain.LogicalUnits.ILuEvent,
    VioActors.Domain.LogicalUnits.ILuMessage>;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>The medium of a unit, who keeps it in, and what wipes it: the same for every VIOS, and none of it outlives its VIOS.</summary>
[Trait("Req", "IO-1")]
public class LuConditionTests
{
    private static readonly LuNexus First = new("iqn.x:one", 0x80, 1);
    private static readonly LuNexus Second = new("iqn.x:two", 0x80, 2);
    private static readonly LuUdid Disc = LuNumber(7);

    [Fact]
    public void A_change_that_says_nothing_of_it_leaves_it()
    {
        var lu = Held(LuKind.RemovableDisk);
        var locked = LuCondition.Usual with { Ejected = true, Preventers = [new LuPreventer(First, ViosId(1))] };

        lu.Do(Change(1, 1, 0, locked));
        lu.Do(Change(1, 2, 1, null));

        Assert.Equal(locked, lu.State.Scsi.State.Condition);
        Assert.Equal(locked, lu.Answered<ConditionFound>(new GetCondition(Lu)).Condition);
        Assert.Equal(locked, LuState.From(lu.State.ToSnapshot()).Scsi.State.Condition);
    }

    [Fact]
    public void What_a_VIOS_leaves_behind_is_prevented_no_more_and_has_failed()
    {
        var lu = Held(LuKind.Disk);
        lu.Do(Change(1, 1, 0, LuCondition.Usual with
        {
            Preventers = [new LuPreventer(First, ViosId(1)), new LuPreventer(Second, ViosId(2))],
            Sanitize = new LuSanitize(ViosId(1), false, true, 0x4000),
        }));

        lu.Accepted(new EndGrant(Lu, ViosId(2), "it died"));
        Assert.Equal([First], lu.State.Scsi.State.Condition!.Preventers.Select(one => one.Nexus));
        Assert.False(lu.State.Scsi.State.Condition!.Sanitize!.HasFailed);

        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 2));
        Assert.Empty(lu.State.Scsi.State.Condition!.Preventers);
        Assert.Equal(new LuSanitize(ViosId(1), true, true, 0x4000), lu.State.Scsi.State.Condition!.Sanitize);
    }

    [Fact]
    public void A_loss_of_power_ends_it_for_all()
    {
        var lu = Held(LuKind.RemovableDisk);
        lu.Do(Change(1, 1, 0, LuCondition.Usual with
        {
            Preventers = [new LuPreventer(First, ViosId(1)), new LuPreventer(Second, ViosId(2))],
            Sanitize = new LuSanitize(ViosId(2), false, false, 1),
        }));

        lu.Accepted(new LosePower(Lu));

        Assert.Equal(
            LuCondition.Usual with { Sanitize = new LuSanitize(ViosId(2), true, false, 1) }, lu.State.Scsi.State.Condition);
        Assert.IsType<NoOp>(lu.Do(new LosePower(Lu)).Reply);
    }

    [Fact]
    public void A_medium_is_loaded_when_every_VIOS_works_with_it_and_the_nexuses_are_told()
    {
        var lu = Held(LuKind.OpticalDrive);

        var waiting = lu.Do(new LoadMedium(Lu, Disc, false));

        Assert.Null(waiting.Reply);
        Assert.Equal(new PushScsi(1), lu.LastEffect<PushScsi>());
        Assert.Equal(Disc, lu.State.Scsi.State.Condition!.Medium);
        Assert.Equal(new LuAttention(null, false, 0x28, 0), Assert.Single(Assert.Single(lu.State.Scsi.Notices).Attentions));
        var concluded = lu.Do(new ConcludeScsi(Lu, 1));
        Assert.Equal(new Resolution(waiting.WaitKey!, new ScsiInForce(Lu, 1)), Assert.Single(concluded.Resolutions));
        Assert.IsType<NoOp>(lu.Do(new LoadMedium(Lu, Disc, false)).Reply);
    }

    [Fact]
    public void A_medium_that_its_client_keeps_in_stays_unless_forced()
    {
        var lu = Held(LuKind.OpticalDrive);
        lu.Do(new LoadMedium(Lu, Disc, false));
        lu.Do(Change(1, 1, 1, lu.State.Scsi.State.Condition! with { Preventers = [new LuPreventer(First, ViosId(1))] }));

        lu.Refused(new LoadMedium(Lu, null, false), RejectionCode.Busy);
        lu.Refused(new LoadMedium(Lu, LuNumber(8), false), RejectionCode.Busy);
        Assert.Null(lu.Do(new LoadMedium(Lu, null, true)).Reply);

        Assert.Equal(LuCondition.Usual, lu.State.Scsi.State.Condition);
        Assert.Single(lu.State.Scsi.Notices);
        Assert.IsType<NoOp>(lu.Do(new LoadMedium(Lu, null, false)).Reply);
    }

    [Fact]
    public void A_medium_that_a_client_ejected_is_put_in_again_by_loading_it()
    {
        var lu = Held(LuKind.OpticalDrive);
        lu.Do(new LoadMedium(Lu, Disc, false));
        lu.Do(Change(1, 1, 1, lu.State.Scsi.State.Condition! with { Ejected = true }));

        Assert.Null(lu.Do(new LoadMedium(Lu, Disc, false)).Reply);

        Assert.Equal(LuCondition.Usual with { Medium = Disc }, lu.State.Scsi.State.Condition);
    }

    [Fact]
    public void A_disk_takes_no_medium() => Held(LuKind.Disk).Refused(new LoadMedium(Lu, Disc, false), RejectionCode.Invalid);

    private static ChangeScsi Change(int vios, long request, long version, LuCondition? condition) => new(
        Lu, ViosId(vios), vios, request, version, LuReservations.None, LuModes.Default, new LuNotice(0, [], [], false, []), condition);

    private static TheLu Held(LuKind kind)
    {
        var lu = new TheLu(LuState.Empty, (state, message) => LuDecisions.Decide(state, message, Now), (state, @event) =>
            state.Apply(@event));
        lu.Do(new CreateLu(Lu, PoolA, LuName.Parse("unit"), ByteSize.FromMebibytes(64), false, Tier.System, kind));
        lu.Accepted(new ConcludeAdmission(Lu, 1 << 20, [], null));
        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 1));
        lu.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(2), 1));
        return lu;
    }
}
