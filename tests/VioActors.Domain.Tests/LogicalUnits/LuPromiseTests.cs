using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>What a thick unit was promised: a write of it is never refused for lack of space (STO-2).</summary>
[Trait("Req", "STO-2")]
public sealed class LuPromiseTests
{
    private const int Count = 64;
    private static readonly LuName Monday = LuName.Parse("monday");
    private static readonly LuName Tuesday = LuName.Parse("tuesday");
    private static readonly long[] All = [.. Enumerable.Range(0, Count).Select(chunk => (long)chunk)];

    private static Rejected Full { get; } = new(RejectionCode.SpaceExhausted, "The pool is full.");

    [Fact]
    [Trait("Req", "STO-3")]
    public void After_a_snapshot_every_chunk_is_written_without_asking_the_pool()
    {
        var unit = Written(40);
        unit.Take(Monday);
        Assert.Equal((Count, 0L), (unit.State.Reserve.Count, unit.State.LackingChunks));
        var asked = unit.State.LastRequest;

        unit.Write(All);

        Assert.Equal((Count, 0L, asked), (unit.State.Map.Count, unit.State.Reserve.Count, unit.State.LastRequest));
        Assert.Equal(40, unit.Summaries().Single().UsedChunks);
        unit.CheckOwnership();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Req", "STO-3")]
    public void A_snapshot_or_a_rollback_that_the_pool_has_no_space_for_is_refused_before_anything_stands_still(bool back)
    {
        var unit = Written(40);
        if (back)
        {
            unit.Take(Monday);
            unit.Write(1, 2, 3);
            unit.ServeAll(_ => true);
        }

        var stored = unit.Stored.Count;
        ILuMessage command = back ? new RollBack(Lu, Monday, true) : new TakeSnapshot(Lu, Monday);
        var waiting = unit.Do(command);
        unit.ServeAll(effect => effect is not FetchExtent);
        var fetch = unit.LastEffect<FetchExtent>();
        Assert.Equal((back ? 3L : 40L, false, true), (fetch.Count, fetch.FromReserve, fetch.OnlyAll));
        Assert.Equal((null, fetch), (waiting.Reply, Assert.Single(waiting.Effects)));

        var refused = Assert.IsType<Rejected>(Assert.Single(
            unit.Do(new AcceptExtent(Lu, fetch.RequestNumber, [], Full)).Resolutions, one => one.WaitKey == waiting.WaitKey).Reply);

        Assert.Equal(RejectionCode.SpaceExhausted, refused.Code);
        Assert.Contains($"needs {fetch.Count} more chunks", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(unit.Stored.Skip(stored), one => one is PauseBegun);
        Assert.Equal(0, unit.State.LackingChunks);
        unit.Write(All);
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-3")]
    public void What_came_in_part_goes_back_when_the_rest_is_refused()
    {
        var unit = Written(40);
        Assert.Null(unit.Do(new TakeSnapshot(Lu, Monday)).Reply);
        var first = unit.LastEffect<FetchExtent>();
        Give(unit, first, 30);
        var waiting = unit.Do(new TakeSnapshot(Lu, Monday));
        var second = unit.LastEffect<FetchExtent>();
        Assert.Equal((10L, first.RequestNumber + 1), (second.Count, second.RequestNumber));

        var refused = unit.Do(new AcceptExtent(Lu, second.RequestNumber, [], Full));

        Assert.Contains(refused.Resolutions, one => one.WaitKey == waiting.WaitKey && one.Reply is Rejected);
        Assert.Equal((24L, 30L), (unit.State.Reserve.Count, unit.State.Scsi.Returning.Sum(run => run.Count)));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-3")]
    public void With_a_snapshot_goes_what_was_kept_ready_for_it()
    {
        var unit = Written(40);
        unit.Take(Monday);
        unit.Write(1, 2, 3);
        unit.Take(Tuesday);
        Assert.Equal(Count, unit.State.Reserve.Count);
        unit.Accepted(new DeleteSnapshot(Lu, Tuesday));
        unit.ServeAll(_ => true);
        Assert.Equal((3L, Count - 3L), (unit.State.Map.Count, unit.State.Reserve.Count));

        unit.Accepted(new DeleteSnapshot(Lu, Monday));
        unit.ServeAll(_ => true);

        Assert.Equal((40L, 24L, 0L), (unit.State.Map.Count, unit.State.Reserve.Count, unit.State.LackingChunks));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-3")]
    public void What_a_unit_of_a_group_fetched_goes_back_when_nobody_takes_the_snapshot()
    {
        var unit = Written(40);
        Assert.Equal(Ok.Instance, unit.Finish(new ReadySnapshot(Lu, Monday)));
        Assert.Equal(Count, unit.State.Reserve.Count);
        Assert.Contains(unit.Effects, effect => effect is WatchPromise);
        Assert.Contains(LuDecisions.Resume(unit.State), effect => effect is WatchPromise);

        unit.Accepted(new ReviewGroups(Lu));
        unit.ServeAll(_ => true);

        Assert.Equal((24L, 0L), (unit.State.Reserve.Count, unit.State.Scsi.Returning.Sum(run => run.Count)));
        Assert.DoesNotContain(LuDecisions.Resume(unit.State), effect => effect is WatchPromise);
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-3")]
    public void A_pause_that_is_given_up_gives_back_what_it_was_to_have()
    {
        var unit = Written(40);
        unit.Finish(new PrepareSnapshot(Lu, Monday));
        Assert.Equal(Count, unit.State.Reserve.Count);

        unit.Accepted(new CancelSnapshot(Lu, Monday));
        unit.ServeAll(_ => true);

        Assert.Equal((40L, 24L), (unit.State.Map.Count, unit.State.Reserve.Count));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void What_lacks_is_asked_for_again_until_the_pool_has_it_and_is_said_meanwhile()
    {
        var unit = Written(40);
        unit.Pv = 1;
        unit.Accepted(new GiveUpVolume(Lu, 0));
        unit.ServeAll(effect => effect is not FetchExtent);
        var fetch = unit.LastEffect<FetchExtent>();
        Assert.Equal((Count, true), (fetch.Count, fetch.OnlyAll));
        Assert.Equal(Count, unit.Answered<LuFound>(new GetLu(Lu)).LackingChunks);

        unit.Do(new AcceptExtent(Lu, fetch.RequestNumber, [], Full));
        Assert.Equal((true, 0L), (unit.State.SpaceShort, unit.State.PendingCount));
        unit.Accepted(new ReviewGroups(Lu));
        Assert.Equal(fetch.RequestNumber + 1, unit.LastEffect<FetchExtent>().RequestNumber);
        unit.ServeAll(effect => effect is not FetchExtent one || one.RequestNumber > fetch.RequestNumber);

        Assert.Equal((Count, 0L), (unit.State.Reserve.Count, unit.Answered<LuFound>(new GetLu(Lu)).LackingChunks));
        Assert.DoesNotContain(LuDecisions.Resume(unit.State), effect => effect is WatchPromise);
        unit.CheckOwnership();
    }

    [Fact]
    public void A_first_write_asks_for_just_what_it_needs_when_the_pool_has_not_all_that_lacks()
    {
        var unit = Written(40);
        unit.Accepted(new MoveOffVolume(Lu, 0, long.MaxValue));
        unit.ServeAll(effect => effect is not FetchExtent);
        unit.Do(new AcceptExtent(Lu, unit.LastEffect<FetchExtent>().RequestNumber, [], Full));
        var writing = unit.Do(unit.Allocate(50, 51));
        var fetch = unit.LastEffect<FetchExtent>();
        Assert.Equal(2, fetch.Count);

        // Another one needs less: it is not refused with the first.
        var other = unit.Do(unit.Allocate(52));
        var answer = unit.Do(new AcceptExtent(Lu, fetch.RequestNumber, [], Full));

        Assert.Contains(answer.Resolutions, one => one.WaitKey == writing.WaitKey && one.Reply.Equals(Full));
        Assert.DoesNotContain(answer.Resolutions, one => one.WaitKey == other.WaitKey);
        unit.Do(unit.Allocate(52));
        Give(unit, unit.LastEffect<FetchExtent>(), 1);
        unit.Answered<ChunksAllocated>(unit.Allocate(52));
        unit.CheckOwnership();
    }

    [Fact]
    public void Work_in_a_full_pool_uses_what_it_was_given_also_when_the_promise_lacks_chunks()
    {
        var unit = Written(40);
        unit.Accepted(new MoveOffVolume(Lu, 0, long.MaxValue));
        unit.ServeAll(effect => effect is not FetchExtent);
        unit.Do(new AcceptExtent(Lu, unit.LastEffect<FetchExtent>().RequestNumber, [], Full));
        var rewrite = new BeginRewrite(Lu, ViosId(1), unit.Epoch, 7, [2, 3]);
        Assert.Null(unit.Do(rewrite).Reply);
        Assert.Equal((true, 2L), (unit.LastEffect<FetchExtent>().FromReserve, unit.LastEffect<FetchExtent>().Count));

        Give(unit, unit.LastEffect<FetchExtent>(), 2);

        Assert.Equal([2L, 3L], unit.State.Past.Copying.Single().Copies.Select(copy => copy.Logical));
        unit.CheckOwnership();
    }

    [Fact]
    public void A_copy_that_is_given_up_leaves_the_promise_whole()
    {
        var unit = Written(40);
        unit.Take(Monday);
        Assert.Null(unit.Do(unit.Allocate(5)).Reply);
        unit.ServeAll(effect => effect is not CopyAtPool);
        unit.Do(new ConcludeCopies(Lu, unit.LastEffect<CopyAtPool>().Copying.Version, Full));
        Assert.Equal(1, unit.State.LackingChunks);

        unit.ServeAll(effect => effect is not CopyAtPool);

        Assert.Equal((Count, 0L), (unit.State.Reserve.Count, unit.State.LackingChunks));
        unit.CheckOwnership();
    }

    [Fact]
    public void A_thick_unit_grows_while_no_chunks_come_or_go()
    {
        var unit = Written(40);
        Assert.Null(unit.Do(new TakeSnapshot(Lu, Monday)).Reply);
        var size = ByteSize.FromMebibytes(Count + 8);
        Assert.Null(unit.Do(new GrowLu(Lu, size, null)).Reply);
        Assert.DoesNotContain(unit.Effects, effect => effect is ResizeAtPool);
        unit.ServeAll(_ => true);
        Assert.Null(unit.Do(new GrowLu(Lu, size, null)).Reply);
        Assert.Equal(size, unit.LastEffect<ResizeAtPool>().Size);
        unit.Accepted(new ReviewGroups(Lu));
        Assert.DoesNotContain(unit.Effects, effect => effect is ReturnAtPool);

        unit.Granted.Add(new ChunkRun(9, 0, 8));
        unit.Accepted(new ConcludeGrowth(Lu, size, unit.Granted.ToValueList(), null));
        unit.ServeAll(_ => true);

        Assert.Equal((40L, 32L), (unit.State.Map.Count, unit.State.Reserve.Count));
        unit.CheckOwnership();
    }

    /// <summary>A thick unit that has written so many chunks.</summary>
    private static SnapshotUnit Written(int count)
    {
        var unit = new SnapshotUnit(thick: true);
        unit.Write(All[..count]);
        Assert.Equal((count, Count - count, 0L), (unit.State.Map.Count, unit.State.Reserve.Count, unit.State.LastRequest));
        return unit;
    }

    private static void Give(SnapshotUnit unit, FetchExtent fetch, int count)
    {
        var run = new ChunkRun(7, unit.Granted.Where(run => run.Pv == 7).Sum(run => run.Count), count);
        unit.Granted.Add(run);
        unit.Accepted(new AcceptExtent(Lu, fetch.RequestNumber, [run], null));
    }
}
