using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>A unit with 16 chunks and nothing ready, in a pool that has only what it keeps back.</summary>
[Trait("Req", "STO-9")]
public class LuUpkeepTests
{
    private static readonly Rejected Full = new(RejectionCode.SpaceExhausted, "It is full.");

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_move_asks_as_everybody_first_and_then_for_what_is_kept_back_of_which_first_writes_get_nothing()
    {
        var unit = Written();
        var moving = unit.Do(Move);
        Assert.False(unit.LastEffect<FetchExtent>().FromReserve);
        var refused = unit.Do(Answer(unit));
        Assert.DoesNotContain(refused.Resolutions, one => one.WaitKey == moving.WaitKey);

        Assert.Null(unit.Do(Move).Reply);
        var fetch = unit.LastEffect<FetchExtent>();
        Assert.Equal((true, 16L), (fetch.FromReserve, fetch.Count));
        var requested = unit.Stored.Count;
        Assert.Null(unit.Do(Move).Reply);
        var writing = unit.Do(unit.Allocate(20));
        Assert.Null(writing.Reply);
        Assert.Equal(requested, unit.Stored.Count);
        Assert.Contains(fetch, LuDecisions.Resume(LuState.From(unit.State.ToSnapshot())));

        unit.Accepted(Answer(unit, 5));
        Assert.Equal(5, Assert.IsType<CopiesBegun>(unit.Stored[^1]).Copies.Count);
        Assert.Equal(0, unit.State.Reserve.Count);
        unit.CheckOwnership();

        Assert.Null(unit.Do(unit.Allocate(20)).Reply);
        Assert.False(unit.LastEffect<FetchExtent>().FromReserve);
        Assert.Contains(unit.Do(Answer(unit)).Resolutions, one => one.WaitKey == writing.WaitKey && one.Reply.Equals(Full));
        unit.ServeAll(effect => effect is not FetchExtent);
        Assert.Equal(new ChunksMoved(Lu, 0, 11), unit.Do(new MoveOffVolume(Lu, 0, 16)).Reply);
        Assert.Equal(5, unit.State.Map.Runs.Where(run => run.Pv == 1).Sum(run => run.Count));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void What_is_not_needed_any_more_goes_back_at_once()
    {
        var unit = Short();
        Assert.Null(unit.Do(Move).Reply);
        Assert.Null(unit.Do(new UnmapChunks(Lu, ViosId(1), unit.Epoch, 3, [new LogicalRun(0, 12)])).Reply);
        unit.ServeAll(effect => effect is not FetchExtent);
        unit.Accepted(Answer(unit, 16));
        Assert.Equal((0L, 28L), (unit.State.Reserve.Count, unit.State.Scsi.Returning.Sum(run => run.Count)));
        unit.CheckOwnership();
        unit.ServeAll(effect => effect is not FetchExtent);
        Assert.Empty(unit.State.Scsi.Returning);

        // There may be space again: it is asked as everybody at first.
        Assert.Null(unit.Do(Move).Reply);
        Assert.False(unit.LastEffect<FetchExtent>().FromReserve);
        unit.Do(Answer(unit));
        Assert.Null(unit.Do(Move).Reply);
        Assert.Equal((true, 4L), (unit.LastEffect<FetchExtent>().FromReserve, unit.LastEffect<FetchExtent>().Count));
        unit.Accepted(Answer(unit, 6));
        Assert.Equal(4, unit.State.Past.Copying.Single().Copies.Count);
        Assert.Equal(2, unit.State.Scsi.Returning.Sum(run => run.Count));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void When_nothing_at_all_is_left_the_move_is_refused()
    {
        var unit = Short();
        var moving = unit.Do(Move);
        Assert.Contains(unit.Do(Answer(unit)).Resolutions, one => one.WaitKey == moving.WaitKey && one.Reply.Equals(Full));
        Assert.Null(unit.State.PendingUpkeep);
        Assert.Null(unit.Do(Move).Reply);
        Assert.True(unit.LastEffect<FetchExtent>().FromReserve);
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_move_whose_copies_fail_is_refused_with_them_and_what_it_got_goes_back()
    {
        var unit = Short();
        Assert.Null(unit.Do(Move).Reply);
        unit.Accepted(Answer(unit, 16));
        var moving = unit.Do(Move);
        unit.ServeAll(effect => effect is PushWithdrawal);
        var version = Assert.Single(unit.State.Past.Copying).Version;
        var failed = new Rejected(RejectionCode.Busy, "The medium is bad.");

        var ended = unit.Accepted(new ConcludeCopies(Lu, version, failed));
        Assert.Equal(failed, Assert.Single(ended.Resolutions, one => one.WaitKey == moving.WaitKey).Reply);
        Assert.Equal((0L, 16L), (unit.State.Reserve.Count, unit.State.Scsi.Returning.Sum(run => run.Count)));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "IO-1")]
    public void Chunks_are_written_anew_in_a_full_pool()
    {
        var unit = Short();
        Assert.Null(unit.Do(Rewrite(7)).Reply);
        var fetch = unit.LastEffect<FetchExtent>();
        Assert.Equal((true, 2L), (fetch.FromReserve, fetch.Count));

        unit.Accepted(Answer(unit, 2));
        Assert.Equal(2, Assert.IsType<CopiesBegun>(unit.Stored[^1]).Copies.Count);
        unit.ServeAll(effect => effect is not FetchExtent);
        Assert.IsType<RewriteBegun>(unit.Do(Rewrite(7)).Reply);
        unit.Accepted(new EndRewrite(Lu, ViosId(1), 7, true));
        unit.ServeAll(effect => effect is not FetchExtent);
        Assert.Empty(unit.State.Scsi.Returning);
        Assert.Equal((16L, 0L), (unit.State.Map.Count, unit.State.Reserve.Count));
        unit.CheckOwnership();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Trait("Req", "IO-1")]
    public void A_write_in_one_step_gets_all_that_it_needs_or_nothing(int given)
    {
        var unit = Short();
        var writing = unit.Do(Rewrite(7));
        var answered = unit.Do(Answer(unit, given));

        var refusal = Assert.IsType<Rejected>(Assert.Single(answered.Resolutions, one => one.WaitKey == writing.WaitKey).Reply);
        Assert.Equal(RejectionCode.SpaceExhausted, refusal.Code);
        Assert.Equal((0L, (long)given), (unit.State.Reserve.Count, unit.State.Scsi.Returning.Sum(run => run.Count)));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-6")]
    public void What_comes_for_a_VIOS_that_is_gone_goes_back()
    {
        var unit = Short();
        Assert.Null(unit.Do(Rewrite(7)).Reply);
        unit.Answered<LuGranted>(new AcquireGrant(Lu, ViosId(1), 2));
        var answered = unit.Accepted(Answer(unit, 2));

        Assert.Empty(answered.Resolutions);
        Assert.Equal((0L, 2L), (unit.State.Reserve.Count, unit.State.Scsi.Returning.Sum(run => run.Count)));
        Assert.Empty(unit.State.Past.Copying);
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void What_comes_for_a_unit_that_is_being_deleted_is_left_to_the_deletion()
    {
        var unit = Short();
        Assert.Null(unit.Do(Move).Reply);
        Assert.Null(unit.Do(new DeleteLu(Lu, true)).Reply);
        unit.Accepted(Answer(unit, 16));

        Assert.Empty(unit.State.Past.Copying);
        Assert.Equal(16, unit.State.Reserve.Count);
        Assert.Empty(unit.State.Scsi.Returning);
    }

    [Fact]
    public void When_the_pool_has_space_again_it_is_asked_as_before()
    {
        var unit = Short();
        Assert.Null(unit.Do(unit.Allocate(20)).Reply);
        unit.Accepted(Answer(unit, 8));
        unit.Answered<ChunksAllocated>(unit.Allocate(20));
        unit.Accepted(Answer(unit, 1));

        Assert.False(unit.State.SpaceShort);
        Assert.Null(unit.Do(Move).Reply);
        Assert.False(unit.LastEffect<FetchExtent>().FromReserve);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    [Trait("Req", "STO-10")]
    public void A_thick_unit_has_all_that_it_was_promised_at_each_step_of_a_move()
    {
        var unit = new SnapshotUnit(thick: true) { Pv = 1 };
        unit.Write([.. Enumerable.Range(0, 40).Select(chunk => (long)chunk)]);
        var left = Assert.IsType<ChunksMoved>(unit.Finish(new MoveOffVolume(Lu, 0, 65))).LeftChunks;
        Assert.Equal(64, left);
        while (left > 0)
        {
            var before = left;
            left = Assert.IsType<ChunksMoved>(unit.Finish(new MoveOffVolume(Lu, 0, left))).LeftChunks;
            Assert.InRange(left, 0, before - 1);
            Assert.InRange(unit.State.Reserve.Count, 24, 64);
            unit.CheckOwnership();
        }

        unit.ServeAll(_ => true);
        Assert.Equal((40L, 24L), (unit.State.Map.Count, unit.State.Reserve.Count));
        Assert.All(unit.State.Map.Runs, run => Assert.Equal(1, run.Pv));
        Assert.All(unit.State.Reserve.Runs, run => Assert.Equal(1, run.Pv));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void In_a_full_pool_a_thick_unit_keeps_what_it_was_promised_and_its_first_writes_are_answered()
    {
        var unit = new SnapshotUnit(thick: true);
        unit.Write([.. Enumerable.Range(0, 16).Select(chunk => (long)chunk)]);
        Assert.Null(unit.Do(Move).Reply);
        unit.Do(Answer(unit));
        var moving = unit.Do(Move);
        Assert.True(unit.LastEffect<FetchExtent>().FromReserve);
        Assert.Contains(unit.Do(Answer(unit)).Resolutions, one => one.WaitKey == moving.WaitKey && one.Reply.Equals(Full));
        Assert.Equal(new ChunksMoved(Lu, 0, 64), unit.Do(new MoveOffVolume(Lu, 0, 65)).Reply);

        // A write in one step does not take them either: what it needs for a moment is asked for.
        Assert.Null(unit.Do(Rewrite(7)).Reply);
        Assert.Equal((true, 2L), (unit.LastEffect<FetchExtent>().FromReserve, unit.LastEffect<FetchExtent>().Count));
        unit.Accepted(Answer(unit, 2));
        unit.ServeAll(effect => effect is not FetchExtent);
        Assert.IsType<RewriteBegun>(unit.Do(Rewrite(7)).Reply);
        unit.Accepted(new EndRewrite(Lu, ViosId(1), 7, true));
        unit.ServeAll(effect => effect is not FetchExtent);
        Assert.Equal((16L, 48L), (unit.State.Map.Count, unit.State.Reserve.Count));

        unit.Answered<ChunksAllocated>(unit.Allocate([.. Enumerable.Range(16, 48).Select(chunk => (long)chunk)]));
        Assert.Equal((64L, 0L), (unit.State.Map.Count, unit.State.Reserve.Count));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-2")]
    [Trait("Req", "STO-9")]
    public void What_a_full_pool_keeps_back_takes_the_place_of_what_a_thick_unit_was_promised_on_a_volume_that_is_emptied()
    {
        var unit = new SnapshotUnit(thick: true);
        unit.Write([.. Enumerable.Range(0, 60).Select(chunk => (long)chunk)]);
        Assert.Null(unit.Do(Move).Reply);
        unit.Do(Answer(unit));
        Assert.Null(unit.Do(Move).Reply);
        Assert.Equal((true, 4L), (unit.LastEffect<FetchExtent>().FromReserve, unit.LastEffect<FetchExtent>().Count));

        unit.Accepted(Answer(unit, 3));

        Assert.Equal([(0, 1L), (1, 3L)], unit.State.Reserve.Runs.GroupBy(run => run.Pv)
            .Select(runs => (runs.Key, runs.Sum(run => run.Count))));
        Assert.Equal(3, unit.State.Scsi.Returning.Sum(run => run.Count));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_thick_unit_keeps_nothing_ready_on_a_volume_that_nobody_reaches()
    {
        var unit = new SnapshotUnit(thick: true);
        unit.Write(0);
        Assert.Equal(new ChunksMoved(Lu, 0, 1), unit.Do(new MoveOffVolume(Lu, 0, long.MaxValue)).Reply);
        Assert.Equal((0L, 63L), (unit.State.Reserve.Count, unit.State.Scsi.Returning.Sum(run => run.Count)));
        unit.CheckOwnership();
    }

    private static MoveOffVolume Move { get; } = new(Lu, 0);

    private static BeginRewrite Rewrite(long request) => new(Lu, ViosId(1), 1, request, [2, 3]);

    private static SnapshotUnit Written()
    {
        var unit = new SnapshotUnit();
        unit.Write([.. Enumerable.Range(0, 16).Select(chunk => (long)chunk)]);
        unit.ServeAll(_ => true);
        if (unit.State.Reserve.Count > 0)
            unit.Accepted(new MoveOffVolume(Lu, 0, long.MaxValue));
        unit.ServeAll(_ => true);
        Assert.Equal((16L, 0L, 0L), (unit.State.Map.Count, unit.State.Reserve.Count, unit.State.PendingCount));
        return unit;
    }

    private static SnapshotUnit Short()
    {
        var unit = Written();
        Assert.Null(unit.Do(unit.Allocate(20)).Reply);
        unit.Do(Answer(unit));
        Assert.True(unit.State.SpaceShort);
        return unit;
    }

    /// <summary>The pool answers the request that is open, with chunks of volume 1.</summary>
    private static AcceptExtent Answer(SnapshotUnit unit, int count = 0)
    {
        var first = unit.Granted.Where(run => run.Pv == 1).Sum(run => run.Count);
        ValueList<ChunkRun> runs = count == 0 ? [] : [new ChunkRun(1, first, count)];
        unit.Granted.AddRange(runs);
        return new AcceptExtent(Lu, unit.State.LastRequest, runs, count == 0 ? Full : null);
    }
}
