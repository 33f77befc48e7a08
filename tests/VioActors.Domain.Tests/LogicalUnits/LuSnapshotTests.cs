using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

[Trait("Req", "STO-3")]
public class LuSnapshotTests
{
    private static readonly LuName Monday = LuName.Parse("monday");
    private static readonly LuName Tuesday = LuName.Parse("tuesday");

    [Fact]
    public void A_snapshot_is_taken_when_every_VIOS_has_let_go_and_costs_no_chunk()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2, 3);
        var before = unit.State.Map.Runs.ToList();

        var taking = unit.Do(new TakeSnapshot(Lu, Monday));
        Assert.Null(taking.Reply);
        var pause = Assert.IsType<PauseBegun>(unit.Stored[^1]);
        Assert.Equal([new LogicalRun(0, 64)], pause.Notice.Withdrawn);
        Assert.Null(unit.Do(unit.Allocate(1)).Reply);
        Assert.Null(unit.Do(new FindChunk(Lu, ViosId(1), unit.Epoch, 1)).Reply);
        Assert.Null(unit.Do(new AcquireGrant(Lu, ViosId(2), 1)).Reply);
        var done = unit.Do(new ConcludeWithdrawal(Lu, pause.Pause.Version));

        Assert.Contains(done.Resolutions, resolution => resolution == new Resolution(taking.WaitKey!, Ok.Instance));
        Assert.Equal(0, unit.State.Map.Count);
        Assert.Equal(before, unit.State.Past.Shared.Runs);
        Assert.Equal(new LuTakenSummary(Monday, Now, ByteSize.FromMebibytes(64), 3, 0), unit.Summaries().Single());
        Assert.Equal(3, unit.Answered<LuFound>(new GetLu(Lu)).MappedChunks);
        Assert.IsType<NoOp>(unit.Do(new TakeSnapshot(Lu, Monday)).Reply);
        unit.CheckOwnership();
    }

    [Fact]
    public void The_first_write_to_a_shared_chunk_gets_a_copy_and_the_next_ones_write_in_place()
    {
        var unit = new SnapshotUnit();
        unit.Write(5);
        unit.Take(Monday);
        var shared = unit.Answered<SharedChunkFound>(new FindChunk(Lu, ViosId(1), unit.Epoch, 5)).Place;

        var waiting = unit.Do(unit.Allocate(5));
        Assert.Null(waiting.Reply);
        var copies = Assert.IsType<CopiesBegun>(unit.Stored[^1]);
        Assert.Equal((5, shared, false), (copies.Copies[0].Logical, copies.Copies[0].From, copies.Copies[0].Frees));
        Assert.Null(unit.Do(new FindChunk(Lu, ViosId(1), unit.Epoch, 5)).Reply);
        Assert.Equal(copies.Version, LuDecisions.Resume(LuState.From(unit.State.ToSnapshot())).OfType<PushWithdrawal>().Single().Version);
        unit.Accepted(new ConcludeWithdrawal(Lu, copies.Version));
        var effect = unit.LastEffect<CopyAtPool>();
        Assert.Equal(effect, LuDecisions.Resume(LuState.From(unit.State.ToSnapshot())).OfType<CopyAtPool>().Single());
        unit.Accepted(new ConcludeCopies(Lu, copies.Version, null));

        var own = unit.Answered<ChunksAllocated>(unit.Allocate(5)).Map.Single();
        Assert.Equal(copies.Copies[0].To, new ChunkPlace(own.Pv, own.First));
        Assert.Equal(1, unit.Summaries().Single().UsedChunks);
        Assert.IsType<NoOp>(unit.Do(new ConcludeCopies(Lu, copies.Version, null)).Reply);
        unit.CheckOwnership();
    }

    [Fact]
    public void A_copy_that_fails_leaves_the_chunk_where_it_was_and_refuses_the_write()
    {
        var unit = new SnapshotUnit();
        unit.Write(5);
        unit.Take(Monday);
        var shared = unit.State.Past.Shared.Find(5);
        var waiting = unit.Do(unit.Allocate(5));
        var version = unit.State.Past.Copying.Single().Version;
        unit.Accepted(new ConcludeWithdrawal(Lu, version));
        var refusal = new Rejected(RejectionCode.Busy, "The volume does not answer.");

        var failed = unit.Do(new ConcludeCopies(Lu, version, refusal));

        Assert.Contains(new Resolution(waiting.WaitKey!, refusal), failed.Resolutions);
        Assert.Equal(shared, unit.State.Past.Shared.Find(5));
        Assert.Equal(1, unit.State.Scsi.Returning.Sum(run => run.Count));
        unit.CheckOwnership();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_snapshot_does_not_wait_for_copies_and_has_the_places_that_they_are_made_of(bool isOutOfUse, bool fails)
    {
        var unit = new SnapshotUnit();
        unit.Write(5, 6);
        unit.Take(Monday);
        var moment = unit.State.Past.Find(Monday)!.Map.Runs.ToList();
        Assert.Null(unit.Do(unit.Allocate(5)).Reply);
        var copies = unit.State.Past.Copying.Single();
        if (isOutOfUse)
            unit.Accepted(new ConcludeWithdrawal(Lu, copies.Version));

        Assert.Null(unit.Do(new TakeSnapshot(Lu, Tuesday)).Reply);
        var pause = Assert.IsType<PauseBegun>(unit.Stored[^1]).Pause;
        Assert.Null(unit.Do(unit.Allocate(6)).Reply);
        Assert.Single(unit.State.Past.Copying);
        var taken = unit.Accepted(new ConcludeWithdrawal(Lu, pause.Version));

        Assert.Equal(!isOutOfUse, taken.Effects.OfType<CopyAtPool>().Any());
        Assert.Equal(moment, unit.State.Past.Find(Tuesday)!.Map.Runs);
        Assert.Null(unit.Do(new FindChunk(Lu, ViosId(1), unit.Epoch, 5)).Reply);
        unit.CheckOwnership();
        var resumed = LuDecisions.Resume(LuState.From(unit.State.ToSnapshot()));
        Assert.Equal(unit.LastEffect<CopyAtPool>(), resumed.OfType<CopyAtPool>().Single());

        // The effect is what it was: one that was asked for before the snapshot is the one that ends.
        Assert.Contains(unit.LastEffect<CopyAtPool>().Copying, unit.State.Past.Copying);
        unit.Accepted(new ConcludeCopies(Lu, copies.Version, fails ? new Rejected(RejectionCode.Busy, "No answer.") : null));
        Assert.Equal(fails ? null : copies.Copies[0].To, unit.State.Map.Find(5));
        Assert.Equal(fails ? copies.Copies[0].From : null, unit.State.Past.Shared.Find(5));
        Assert.Equal(moment, unit.State.Past.Find(Tuesday)!.Map.Runs);
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_snapshot_of_chunks_that_are_being_moved_keeps_the_former_places_until_they_are_moved_too()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2);
        unit.Pv = 9;
        for (var round = 0; unit.State.Past.Copying.IsEmpty; round++)
        {
            Assert.True(round < 5);
            unit.Do(new MoveOffVolume(Lu, 0));
            unit.ServeAll(effect => effect is not (PushWithdrawal or CopyAtPool));
        }

        Assert.Null(unit.Do(new TakeSnapshot(Lu, Monday)).Reply);
        unit.ServeAll(effect => effect is not CopyAtPool);
        Assert.Equal(2, unit.State.Past.Find(Monday)!.Map.Count);
        Assert.Equal([0], unit.Answered<LuVolumesFound>(new GetLuVolumes(Lu)).Pvs);
        unit.CheckOwnership();
        for (var round = 0; unit.Finish(new MoveOffVolume(Lu, 0)) is not ChunksMoved { LeftChunks: 0 }; round++)
            Assert.True(round < 20);

        Assert.All(unit.State.Past.Find(Monday)!.Map.Runs, run => Assert.Equal(9, run.Pv));
        Assert.Equal((2L, 0L), (unit.State.Map.Count, unit.State.Past.Shared.Count));
        unit.CheckOwnership();
    }

    [Fact]
    public void A_snapshot_does_not_wait_for_chunks_that_are_given_back_and_does_not_have_them()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2);
        var unmapping = unit.Do(new UnmapChunks(Lu, ViosId(1), unit.Epoch, 7, [new LogicalRun(1, 1)]));
        Assert.Null(unit.Do(new TakeSnapshot(Lu, Monday)).Reply);
        var pause = Assert.IsType<PauseBegun>(unit.Stored[^1]).Pause;

        var taken = unit.Accepted(new ConcludeWithdrawal(Lu, pause.Version));

        Assert.Contains(taken.Resolutions, resolution => resolution.WaitKey == unmapping.WaitKey);
        Assert.Equal([2L], unit.State.Past.Find(Monday)!.Map.Runs.Select(run => run.Logical));
        Assert.Equal(1, unit.LastEffect<ReturnAtPool>().Runs.Sum(run => run.Count));
        unit.CheckOwnership();
    }

    [Fact]
    public void A_rollback_waits_for_copies_and_for_what_is_given_back()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2);
        unit.Take(Monday);
        Assert.Null(unit.Do(unit.Allocate(1)).Reply);
        var stored = unit.Stored.Count;
        Assert.Null(unit.Do(new RollBack(Lu, Monday, false)).Reply);
        Assert.Equal(stored, unit.Stored.Count);

        Assert.Equal(Ok.Instance, unit.Finish(new RollBack(Lu, Monday, false)));

        Assert.Equal(unit.State.Past.Find(Monday)!.Map.Runs, unit.State.Past.Shared.Runs);
        Assert.Empty(unit.State.Past.Copying);
        unit.CheckOwnership();
    }

    [Fact]
    public void A_rollback_brings_the_former_map_back_and_frees_what_came_later()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2);
        unit.Take(Monday);
        unit.Write(2, 3);
        var later = unit.State.Map.Count;

        unit.Finish(new RollBack(Lu, Monday, false));

        Assert.Equal(unit.State.Past.Find(Monday)!.Map.Runs, unit.State.Past.Shared.Runs);
        Assert.Equal(later, unit.State.Scsi.Returning.Sum(run => run.Count));
        Assert.Null(unit.Answered<ChunkFound>(new FindChunk(Lu, ViosId(1), unit.Epoch, 3)).Place);
        unit.CheckOwnership();
        unit.Refused(new RollBack(Lu, Tuesday, false), RejectionCode.NotFound);
        unit.Accepted(new OpenLu(Lu, new LuUse(new ClientId(1), new VioAdapterId(1), ViosId(1), false, Now)));
        unit.Refused(new RollBack(Lu, Monday, false), RejectionCode.InUse);
        Assert.Null(unit.Do(new RollBack(Lu, Monday, true)).Reply);
    }

    [Fact]
    public void A_deleted_snapshot_gives_back_what_nothing_else_has()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2, 3);
        unit.Take(Monday);
        unit.Write(1);
        unit.Take(Tuesday);
        unit.Write(2);
        Assert.Equal([1L, 0L], unit.Summaries().Select(taken => taken.UsedChunks));

        unit.Accepted(new DeleteSnapshot(Lu, Monday));
        Assert.Equal(1, unit.State.Scsi.Returning.Sum(run => run.Count));
        unit.CheckOwnership();
        unit.Accepted(new ConcludeReturn(Lu, unit.State.Scsi.Returning));
        unit.Accepted(new DeleteSnapshot(Lu, Tuesday));

        Assert.Equal(1, unit.State.Scsi.Returning.Sum(run => run.Count));
        Assert.Equal((3L, 0L), (unit.State.Map.Count, unit.State.Past.Shared.Count));
        unit.CheckOwnership();
        Assert.IsType<NoOp>(unit.Do(new DeleteSnapshot(Lu, Tuesday)).Reply);
    }

    [Fact]
    public void What_comes_to_go_back_while_chunks_go_back_follows_when_they_are_back()
    {
        var unit = new SnapshotUnit();
        unit.Write(1);
        unit.Take(Monday);
        unit.Write(1);
        unit.Take(Tuesday);
        unit.Write(1);
        unit.Accepted(new DeleteSnapshot(Lu, Monday));
        var first = unit.State.Scsi.Returning;
        unit.Accepted(new DeleteSnapshot(Lu, Tuesday));

        var concluded = unit.Accepted(new ConcludeReturn(Lu, first));

        var rest = Assert.IsType<ReturnAtPool>(Assert.Single(concluded.Effects)).Runs;
        Assert.Equal(unit.State.Scsi.Returning, rest);
        Assert.Equal((1, 1L), (first.Count, rest.Sum(run => run.Count)));
        Assert.DoesNotContain(first[0], rest);
        unit.CheckOwnership();
    }

    [Fact]
    public void Several_units_stand_still_for_one_snapshot_and_not_for_ever()
    {
        var unit = new SnapshotUnit();
        unit.Write(1);
        unit.Finish(new PrepareSnapshot(Lu, Monday));
        Assert.Equal(Ok.Instance, unit.Do(new PrepareSnapshot(Lu, Monday)).Reply);
        Assert.Null(unit.Do(unit.Allocate(1)).Reply);
        unit.Accepted(new CommitSnapshot(Lu, Monday));
        Assert.IsType<NoOp>(unit.Do(new CommitSnapshot(Lu, Monday)).Reply);

        unit.Finish(new PrepareSnapshot(Lu, Tuesday));
        unit.Accepted(new CancelSnapshot(Lu, Tuesday));
        unit.Refused(new CommitSnapshot(Lu, Tuesday), RejectionCode.WrongStatus);

        unit.Finish(new PrepareSnapshot(Lu, Tuesday));
        Assert.Equal([new GiveUpPause(Tuesday)], LuDecisions.Resume(LuState.From(unit.State.ToSnapshot())).OfType<GiveUpPause>());
        unit.NowUtc = Now + TimeSpan.FromSeconds(11);
        unit.Answered<SharedChunkFound>(new FindChunk(Lu, ViosId(1), unit.Epoch, 1));
        unit.Refused(new CommitSnapshot(Lu, Tuesday), RejectionCode.WrongStatus);
        Assert.Equal([Monday], unit.Summaries().Select(taken => taken.Name));
    }

    [Fact]
    public void A_unit_with_snapshots_is_deleted_only_by_force_and_unmapped_chunks_stay_in_the_snapshot()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2);
        unit.Take(Monday);
        unit.Refused(new DeleteLu(Lu, false), RejectionCode.InUse);
        var unmapping = unit.Do(new UnmapChunks(Lu, ViosId(1), unit.Epoch, 7, [new LogicalRun(1, 1)]));
        Assert.Null(unmapping.Reply);
        unit.Accepted(new ConcludeWithdrawal(Lu, unit.State.Scsi.State.Version));
        Assert.Null(unit.Answered<ChunkFound>(new FindChunk(Lu, ViosId(1), unit.Epoch, 1)).Place);
        Assert.Equal(1, unit.Summaries().Single().UsedChunks);
        unit.CheckOwnership();
        Assert.Null(unit.Do(new DeleteLu(Lu, true)).Reply);
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void Chunks_move_off_a_volume_while_the_unit_is_in_use()
    {
        var unit = new SnapshotUnit();
        unit.Write([.. Enumerable.Range(0, 40).Select(chunk => (long)chunk)]);
        unit.Pv = 9;
        var from = unit.State.Map.Runs.ToList();
        for (var round = 0; ; round++)
        {
            Assert.True(round < 20);
            var reply = unit.Finish(new MoveOffVolume(Lu, 0));
            if (reply is ChunksMoved { LeftChunks: 0 })
                break;
        }

        Assert.Equal(40, unit.State.Map.Count);
        Assert.All(unit.State.Map.Runs, run => Assert.Equal(9, run.Pv));
        Assert.All(unit.State.Reserve.Runs, run => Assert.Equal(9, run.Pv));
        Assert.NotEqual(from, unit.State.Map.Runs);
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void A_check_finds_what_the_pool_holds_and_the_unit_does_not_know()
    {
        var unit = new SnapshotUnit();
        unit.Write(1);
        unit.Take(Monday);
        unit.Write(1, 2);
        ValueList<ChunkRun> held = [.. unit.Granted, new ChunkRun(3, 500, 4)];
        unit.Do(new CheckChunks(Lu, true));
        Assert.Equal(new FetchHeld(PoolA, Lu, true), unit.LastEffect<FetchHeld>());

        var checkedChunks = Assert.IsType<ChunksChecked>(unit.Do(new ConcludeCheck(Lu, held, true, [])).Resolutions.Single().Reply);

        Assert.Equal([new ChunkRun(3, 500, 4)], checkedChunks.Stray);
        Assert.Empty(checkedChunks.Missing);
        Assert.Equal((0L, true), (checkedChunks.TwiceChunks, checkedChunks.Repaired));
        Assert.Contains(new ChunkRun(3, 500, 4), unit.State.Scsi.Returning);
        unit.Refused(new CheckChunks(Lu, true), RejectionCode.Busy);
        unit.Accepted(new ConcludeReturn(Lu, unit.State.Scsi.Returning));
        var missing = Assert.IsType<ChunksChecked>(unit.Do(new ConcludeCheck(Lu, [], false, [])).Resolutions.Single().Reply);
        Assert.Equal(missing.KnownChunks, missing.Missing.Sum(run => run.Count));
    }
}
