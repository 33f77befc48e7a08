using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;
using TheLu = VioActors.Domain.Tests.Common.Playback<
    VioActors.Domain.LogicalUnits.LuState,
    VioActors.Domain.LogicalUnits.ILuEvent,
    VioActors.Domain.LogicalUnits.ILuMessage>;

namespace VioActors.Domain.Tests.LogicalUnits;

[Trait("Req", "STO-2")]
public class LuRevisionTests
{
    private static readonly LuName Red = LuName.Parse("red");
    private static readonly LuName Blue = LuName.Parse("blue");
    private static readonly ByteSize Larger = ByteSize.FromMebibytes(128);

    [Fact]
    public void A_second_change_reaches_the_pool_only_when_the_first_has_ended()
    {
        var lu = Ready();
        var red = lu.Do(new RenameLu(Lu, Red, ObjectVersion.First));
        var blue = lu.Do(new RenameLu(Lu, Blue, ObjectVersion.First));
        var grow = lu.Do(new GrowLu(Lu, Larger, ObjectVersion.First));

        Assert.Equal([null, null, null], new[] { red.Reply, blue.Reply, grow.Reply });
        Assert.NotEqual(red.WaitKey, blue.WaitKey);
        Assert.Equal([new RenameAtPool(PoolA, Lu, Red)], lu.Effects.OfType<RenameAtPool>());
        Assert.Empty(lu.Effects.OfType<ResizeAtPool>());
        lu.Accepted(new ConcludeRename(Lu, Red, null));
        lu.Refused(new RenameLu(Lu, Blue, ObjectVersion.First), RejectionCode.VersionConflict);
        lu.Refused(new GrowLu(Lu, Larger, ObjectVersion.First), RejectionCode.VersionConflict);
        Assert.Equal((Red, ByteSize.FromMebibytes(64)), (lu.State.Identity!.Name, lu.State.Identity.Size));
    }

    [Fact]
    public void A_repeat_waits_for_the_same_end()
    {
        var lu = Ready();
        var first = lu.Do(new GrowLu(Lu, Larger, ObjectVersion.First));
        var again = lu.Do(new GrowLu(Lu, Larger, ObjectVersion.First));

        Assert.Equal(first.WaitKey, again.WaitKey);
        Assert.Empty(again.Events);
        Assert.Single(lu.Effects.OfType<ResizeAtPool>());
    }

    [Fact]
    public void A_change_that_the_pool_refuses_makes_room_for_the_next()
    {
        var lu = Ready();
        var red = lu.Do(new RenameLu(Lu, Red, null));
        var refusal = new Rejected(RejectionCode.AlreadyExists, "Another one has the name.");

        var refused = lu.Do(new ConcludeRename(Lu, Red, refusal));

        Assert.Equal(new Resolution(red.WaitKey!, refusal), Assert.Single(refused.Resolutions));
        Assert.Null(lu.State.Revision);
        lu.Do(new RenameLu(Lu, Blue, ObjectVersion.First));
        lu.Accepted(new ConcludeRename(Lu, Blue, null));
        Assert.Equal(Blue, lu.State.Identity!.Name);
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public void A_change_that_a_crash_cut_off_goes_on()
    {
        var lu = Ready();
        lu.Do(new GrowLu(Lu, Larger, null));

        var recovered = LuState.From(lu.State.ToSnapshot());

        Assert.Equal(lu.State.ToSnapshot(), lu.Stored.Aggregate(LuState.Empty, (state, e) => state.Apply(e)).ToSnapshot());
        Assert.Equal([new ResizeAtPool(PoolA, Lu, Larger)], LuDecisions.Resume(recovered));
        Assert.IsType<NoOp>(lu.Do(new ConcludeGrowth(Lu, ByteSize.FromMebibytes(256), [], null)).Reply);
        lu.Accepted(new ConcludeGrowth(Lu, Larger, [], null));
        Assert.Empty(LuDecisions.Resume(lu.State));
    }

    private static TheLu Ready()
    {
        var lu = new TheLu(LuState.Empty, (state, message) => LuDecisions.Decide(state, message, Now), (state, e) => state.Apply(e));
        lu.Do(new CreateLu(Lu, PoolA, LuName.Parse("disk"), ByteSize.FromMebibytes(64), false, Tier.System, LuKind.Disk));
        lu.Accepted(new ConcludeAdmission(Lu, 1 << 20, [], null));
        return lu;
    }
}
