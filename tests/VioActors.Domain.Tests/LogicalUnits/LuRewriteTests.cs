using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>Chunks that a VIOS writes anew: the former places count until one stored event, the new ones from then on.</summary>
[Trait("Req", "IO-1")]
public class LuRewriteTests
{
    private static readonly LuName Monday = LuName.Parse("monday");

    [Fact]
    public void New_places_take_the_former_ones_place_in_one_step_and_whoever_wants_the_chunks_waits_for_it()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2, 3);
        var (before, waiting) = (PlaceOf(unit, 2), unit.Do(Begin(unit, 7, 2, 3)));
        Assert.Null(waiting.Reply);
        Assert.Equal([new LogicalRun(2, 2)], Assert.IsType<CopiesBegun>(unit.Stored[^1]).Notice.Withdrawn);

        var begun = Assert.IsType<RewriteBegun>(unit.Finish(Begin(unit, 7, 2, 3)));

        Assert.Equal([2L, 3], begun.Copies.Select(copy => copy.Logical));
        Assert.Equal(before, begun.Copies[0].From);
        Assert.DoesNotContain(unit.Effects, effect => effect is CopyAtPool);
        Assert.Equal(begun, unit.Do(Begin(unit, 7, 2, 3)).Reply);
        Assert.Null(unit.Do(new FindChunk(Lu, ViosId(1), unit.Epoch, 2)).Reply);
        Assert.Null(unit.Do(unit.Allocate(3)).Reply);
        Assert.Null(unit.Do(new UnmapChunks(Lu, ViosId(1), unit.Epoch, 8, [new LogicalRun(3, 1)])).Reply);
        Assert.Equal(PlaceOf(unit, 1), Assert.IsType<ChunkFound>(unit.Do(new FindChunk(Lu, ViosId(1), unit.Epoch, 1)).Reply).Place);
        unit.CheckOwnership();

        var stored = unit.Stored.Count;
        Assert.Equal(Ok.Instance, unit.Do(End(7, done: true)).Reply);

        Assert.Equal(stored + 1, unit.Stored.Count);
        Assert.Equal([begun.Copies[0].To, begun.Copies[1].To], [PlaceOf(unit, 2), PlaceOf(unit, 3)]);
        Assert.Equal(2, unit.LastEffect<ReturnAtPool>().Runs.Sum(run => run.Count));
        unit.CheckOwnership();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Req", "STO-3")]
    public void A_snapshot_does_not_wait_for_it_and_has_the_former_places_also_when_it_does_not_succeed(bool succeeds)
    {
        var unit = new SnapshotUnit();
        unit.Write(4, 5);
        var before = unit.State.Map.Runs.ToList();
        var begun = Assert.IsType<RewriteBegun>(unit.Finish(Begin(unit, 7, 5)));

        unit.Take(Monday);
        unit.CheckOwnership();
        Assert.Equal(begun, unit.Do(Begin(unit, 7, 5)).Reply);
        unit.Accepted(End(7, done: succeeds));

        Assert.Equal(before, unit.State.Past.Find(Monday)!.Map.Runs);
        Assert.Equal(succeeds ? begun.Copies[0].To : null, PlaceOf(unit, 5));
        Assert.Equal(succeeds ? null : begun.Copies[0].From, unit.State.Past.Shared.Find(5));
        Assert.Equal(succeeds ? 0 : 1, unit.State.Scsi.Returning.Sum(run => run.Count));
        Assert.Equal(succeeds ? 1 : 0, unit.Summaries().Single().UsedChunks);
        unit.CheckOwnership();
    }

    [Fact]
    public void Whoever_does_not_succeed_leaves_the_former_places()
    {
        var unit = new SnapshotUnit();
        unit.Write(5);
        var before = PlaceOf(unit, 5);
        unit.Finish(Begin(unit, 7, 5));

        Assert.Equal(Ok.Instance, unit.Do(End(7, done: false)).Reply);

        Assert.Equal(before, PlaceOf(unit, 5));
        Assert.IsType<NoOp>(unit.Do(End(7, done: true)).Reply);
        Assert.Equal(before, PlaceOf(unit, 5));
        unit.CheckOwnership();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [Trait("Req", "STO-6")]
    public void The_end_of_the_grant_ends_it_and_a_late_word_of_that_VIOS_changes_nothing(bool isOutOfUse, bool isKilled)
    {
        var unit = new SnapshotUnit();
        unit.Write(5);
        var before = PlaceOf(unit, 5);
        Assert.Null(unit.Do(Begin(unit, 7, 5)).Reply);
        if (isOutOfUse)
            unit.Finish(Begin(unit, 7, 5));

        unit.Accepted(isKilled ? new EndGrant(Lu, ViosId(1), "killed") : new ReleaseGrant(Lu, ViosId(1), unit.Epoch));

        Assert.Equal(before, PlaceOf(unit, 5));
        Assert.Single(unit.LastEffect<ReturnAtPool>().Runs);
        Assert.IsType<NoOp>(unit.Do(End(7, done: true)).Reply);
        unit.Refused(Begin(unit, 7, 5), RejectionCode.StaleGrant);
        Assert.Equal(before, PlaceOf(unit, 5));
        unit.CheckOwnership();
    }

    [Fact]
    public void A_later_life_of_the_VIOS_ends_what_the_former_one_had_begun()
    {
        var unit = new SnapshotUnit();
        unit.Write(5);
        var before = PlaceOf(unit, 5);
        unit.Finish(Begin(unit, 7, 5));

        var granted = unit.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 2));

        Assert.Contains(granted.Map, run => run.Logical <= 5 && run.LogicalEnd > 5);
        Assert.Equal(before, PlaceOf(unit, 5));
        Assert.IsType<NoOp>(unit.Do(End(7, done: true)).Reply);
        unit.CheckOwnership();
    }

    [Fact]
    public void It_outlives_the_aggregate_and_ends_as_it_would_have()
    {
        var unit = new SnapshotUnit();
        unit.Write(5);
        var begun = Assert.IsType<RewriteBegun>(unit.Finish(Begin(unit, 7, 5)));

        var recovered = LuState.From(unit.State.ToSnapshot());

        Assert.DoesNotContain(LuDecisions.Resume(recovered), effect => effect is CopyAtPool);
        Assert.Equal(begun, LuDecisions.Decide(recovered, Begin(unit, 7, 5), Now).Reply);
        var ended = LuDecisions.Decide(recovered, End(7, done: true), Now);
        Assert.Equal(begun.Copies[0].To, ended.Events.Aggregate(recovered, (state, one) => state.Apply(one)).Map.Find(5));
    }

    [Fact]
    public void A_request_that_was_ended_before_it_came_or_comes_again_does_not_begin()
    {
        var unit = new SnapshotUnit();
        unit.Write(5);
        Assert.IsType<NoOp>(unit.Do(End(7, done: false)).Reply);
        unit.Refused(Begin(unit, 7, 5), RejectionCode.WrongStatus);

        unit.Finish(Begin(unit, 8, 5));
        unit.Accepted(End(8, done: true));
        unit.Refused(Begin(unit, 8, 5), RejectionCode.WrongStatus);
    }

    [Fact]
    public void Chunks_that_are_not_the_units_own_and_wrong_requests_are_refused()
    {
        var unit = new SnapshotUnit();
        unit.Write(5);
        unit.Refused(Begin(unit, 1, 6), RejectionCode.Busy);
        unit.Refused(Begin(unit, 2), RejectionCode.Invalid);
        unit.Refused(Begin(unit, 3, 5, 5), RejectionCode.Invalid);
        unit.Refused(Begin(unit, 4, 5, 6, 7), RejectionCode.Invalid);
        unit.Refused(Begin(unit, 5, -1), RejectionCode.Invalid);
        unit.Refused(Begin(unit, 6, 64), RejectionCode.Invalid);
        unit.Refused(new BeginRewrite(Lu, ViosId(2), unit.Epoch, 1, [5]), RejectionCode.StaleGrant);
        unit.Take(Monday);
        unit.Refused(Begin(unit, 7, 5), RejectionCode.Busy);
        unit.Write(5);
        Assert.IsType<RewriteBegun>(unit.Finish(Begin(unit, 8, 5)));
        unit.Accepted(End(8, done: true));
        unit.CheckOwnership();
    }

    [Fact]
    public void Only_so_many_are_under_way_at_once_that_no_VIOS_misses_one()
    {
        var unit = new SnapshotUnit();
        unit.Write([.. Enumerable.Range(0, LuRewriteLimit + 1).Select(chunk => (long)chunk)]);
        for (var number = 0; number < LuRewriteLimit; number++)
            unit.Finish(Begin(unit, 100 + number, number));

        Assert.Null(unit.Do(Begin(unit, 99, LuRewriteLimit)).Reply);
        Assert.Equal(LuRewriteLimit, unit.State.Past.Copying.Count);

        unit.Accepted(End(100, done: true));
        Assert.IsType<RewriteBegun>(unit.Finish(Begin(unit, 99, LuRewriteLimit)));
    }

    private const int LuRewriteLimit = 16;

    private static ChunkPlace? PlaceOf(SnapshotUnit unit, long chunk) => unit.State.Map.Find(chunk);

    private static BeginRewrite Begin(SnapshotUnit unit, long request, params long[] chunks) =>
        new(Lu, ViosId(1), unit.Epoch, request, chunks.ToValueList());

    private static EndRewrite End(long request, bool done) => new(Lu, ViosId(1), request, done);
}
