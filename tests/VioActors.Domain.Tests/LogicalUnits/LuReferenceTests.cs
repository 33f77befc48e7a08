using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

/// <summary>Chunks of one unit become those of another one: no byte moves, and none is ever written for both.</summary>
[Trait("Req", "IO-1")]
[Trait("Req", "STO-6")]
public class LuReferenceTests
{
    private static readonly LogicalRun All = new(0, CloneWorld.ChunkCount);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void They_cost_no_chunk_and_no_copy_until_one_of_the_units_is_written(bool sourceFirst)
    {
        var (world, source, other) = Two();
        var before = world.Pool.HeldChunks;
        var (request, answer) = world.Prepare(other, source, All, 0);
        Assert.IsType<ReferencePrepared>(answer);
        Assert.Equal(Ok.Instance, world.End(other, request, true));

        Assert.Equal((before, 0, CloneWorld.ChunkCount), (world.Pool.HeldChunks, world.CopyCount, (int)world.Pool.Shared.Count));
        Compare(world, other, chunk => (int)chunk + 1);
        foreach (var lu in sourceFirst ? new[] { source, other } : [other, source])
            world.Write(lu, 3, lu == source ? 100 : 200, 2);
        Compare(world, source, chunk => chunk == 3 ? 100 : (int)chunk + 1);
        Compare(world, other, chunk => chunk == 3 ? 200 : (int)chunk + 1);
        world.Unmap(sourceFirst ? source : other, 5, 2);
        world.Delete(sourceFirst ? source : other);
        var left = sourceFirst ? other : source;
        Compare(world, left, chunk => chunk == 3 ? (left == source ? 100 : 200) : (int)chunk + 1);
        world.Delete(left);
        Assert.Equal((0L, 0L, 0L), (world.Pool.HeldChunks, world.Pool.Shared.Count, world.Pool.Freeing.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_its_end_nothing_changes_and_what_was_lent_goes_back(bool isKilled)
    {
        var (world, source, other) = Two();
        world.Write(other, 2, 50);
        var (request, answer) = world.Prepare(other, source, All, 0);
        Assert.IsType<ReferencePrepared>(answer);
        var waiting = world.Send(new FindChunk(other, ViosId(2), world.StateOf(other).Holders[ViosId(2)].Epoch, 2));
        world.Serve();
        Assert.Empty(waiting);

        if (isKilled)
            world.Restart(other, 1);
        else
            Assert.Equal(Ok.Instance, world.End(other, request, false));
        Assert.IsType<NoOp>(world.End(other, request, true));

        Compare(world, other, chunk => chunk == 2 ? 50 : 0);
        Compare(world, source, chunk => (int)chunk + 1);
        Assert.Equal(0, world.Pool.Shared.Count);
        Assert.IsType<Rejected>(world.Finish(new BeginReference(
            other, ViosId(2), world.StateOf(other).Holders[ViosId(2)].Epoch, request + 1, source, new LogicalRun(0, 13), 0)));
    }

    [Fact]
    public void A_place_comes_to_a_unit_once()
    {
        var (world, source, other) = Two();
        Refer(world, other, source, new LogicalRun(1, 2), 3);
        Refer(world, other, source, new LogicalRun(1, 2), 3); // the same again

        foreach (var first in new[] { 4L, 7 })
            Assert.Equal(RejectionCode.WrongStatus, Assert.IsType<Rejected>(world.Prepare(other, source, new(1, 2), first).Answer).Code);
        Assert.IsType<Rejected>(world.Prepare(source, other, new LogicalRun(3, 1), 0).Answer);
        Assert.IsType<Rejected>(world.Prepare(source, source, new LogicalRun(3, 1), 0).Answer);
        Compare(world, other, chunk => chunk is 3 or 4 ? (int)chunk - 1 : 0);

        world.Unmap(other, 3, 2);
        Refer(world, other, source, new LogicalRun(1, 2), 7);
        Compare(world, other, chunk => chunk is 7 or 8 ? (int)chunk - 5 : 0);
        Compare(world, source, chunk => (int)chunk + 1);
    }

    [Fact]
    public void Units_that_copy_from_each_other_do_not_wait_in_a_circle()
    {
        var (world, one, two) = Two();
        world.Write(two, 4, 99);
        var answers = new[] { (one, two), (two, one) }.Select(pair => world.Send(new BeginReference(
            pair.Item1, ViosId(1), world.StateOf(pair.Item1).Holders[ViosId(1)].Epoch, 1000, pair.Item2, new LogicalRun(4, 1), 4)))
            .ToList();
        world.Serve();
        Assert.All(answers, answer => Assert.Single(answer));
        Assert.Contains(answers, answer => answer[0] is Rejected);
        foreach (var lu in new[] { one, two })
            world.End(lu, 1000, true);
        world.CheckOwnership();
    }

    [Fact]
    public void The_source_is_counted_when_every_VIOS_has_let_go_and_gives_nothing_back_before()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2, 3);
        var lend = new LendChunks(Lu, LuNumber(9), 5, PoolA, Tier.System, new LogicalRun(1, 3));
        Assert.Null(unit.Do(lend).Reply);
        var begun = Assert.IsType<ChunkLoanBegun>(unit.Stored[^1]);
        Assert.Equal([new LogicalRun(1, 3)], begun.Notice.Withdrawn);
        Assert.DoesNotContain(unit.Effects, effect => effect is CountAtPool);
        Assert.IsType<SharedChunkFound>(unit.Do(new FindChunk(Lu, ViosId(1), unit.Epoch, 2)).Reply);

        unit.Accepted(new ConcludeWithdrawal(Lu, unit.LastEffect<PushWithdrawal>().Version));
        Assert.Equal(3, unit.LastEffect<CountAtPool>().Runs.Sum(run => run.Count));
        unit.Finish(new UnmapChunks(Lu, ViosId(1), unit.Epoch, 8, [new LogicalRun(2, 1)]));
        unit.Write(3);
        Assert.Equal(2, unit.State.Scsi.Returning.Sum(run => run.Count));
        Assert.DoesNotContain(unit.Effects, effect => effect is ReturnAtPool);
        Assert.Null(unit.Do(new DeleteLu(Lu, true)).Reply);
        Assert.Equal(LuStatus.Ready, unit.State.Status);

        // Cut off, it goes on where it was.
        var recovered = LuState.From(unit.State.ToSnapshot());
        Assert.Contains(LuDecisions.Resume(recovered), effect => effect is PushWithdrawal push && push.Version == begun.Loan.Version);
        Assert.DoesNotContain(LuDecisions.Resume(recovered), effect => effect is ReturnAtPool);

        unit.Accepted(new ConcludeCounting(Lu, LuNumber(9), 5, null));
        Assert.Equal(2, unit.LastEffect<ReturnAtPool>().Runs.Sum(run => run.Count));
        Assert.Equal(begun.Loan.Map, unit.Answered<ChunksLent>(lend).Map);
        unit.Refused(lend with { Number = 4 }, RejectionCode.WrongStatus);
        unit.CheckOwnership();
    }

    [Fact]
    public void What_cannot_be_lent_is_refused_at_once()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2, 3);
        var lend = new LendChunks(Lu, LuNumber(9), 5, PoolA, Tier.System, new LogicalRun(1, 3));
        LendChunks[] wrong =
        [
            lend with { Tier = Tier.Parse("other") }, lend with { Chunks = new LogicalRun(63, 2) },
            lend with { Chunks = new LogicalRun(0, 65) },
            lend with { Chunks = new LogicalRun(1, 0) }, lend with { Chunks = new LogicalRun(-1, 2) },
        ];
        Assert.All(wrong, one => unit.Refused(one, RejectionCode.WrongStatus));
        unit.Finish(new BeginRewrite(Lu, ViosId(1), unit.Epoch, 7, [2]));
        unit.Refused(lend, RejectionCode.WrongStatus);
        unit.Accepted(new EndRewrite(Lu, ViosId(1), 7, false));
        Assert.Empty(unit.Answered<ChunksLent>(lend with { Chunks = new LogicalRun(10, 5) }).Map);
        Assert.DoesNotContain(unit.Stored, stored => stored is ChunkLoanBegun);

        // The pool refuses: the chunks stay shared, which costs a copy and nothing else.
        Assert.Null(unit.Do(lend).Reply);
        unit.Accepted(new ConcludeWithdrawal(Lu, unit.LastEffect<PushWithdrawal>().Version));
        var refused = unit.Do(new ConcludeCounting(Lu, LuNumber(9), 5, new Rejected(RejectionCode.NotFound, "It is gone.")));
        Assert.IsType<Rejected>(Assert.Single(refused.Resolutions).Reply);
        Assert.Empty(unit.State.Past.Lent);
        unit.Write(2);
        unit.CheckOwnership();
    }

    private static (CloneWorld World, LuUdid Source, LuUdid Other) Two()
    {
        var world = new CloneWorld(100);
        var (source, other) = (world.Create(1), world.Create(2));
        for (var chunk = 0; chunk < CloneWorld.ChunkCount; chunk++)
            world.Write(source, chunk, chunk + 1, 1 + (chunk % 2));
        Compare(world, source, chunk => (int)chunk + 1);
        Compare(world, other, _ => 0);
        return (world, source, other);
    }

    private static void Refer(CloneWorld world, LuUdid lu, LuUdid source, LogicalRun from, long first)
    {
        var (request, answer) = world.Prepare(lu, source, from, first);
        Assert.IsType<ReferencePrepared>(answer);
        Assert.Equal(Ok.Instance, world.End(lu, request, true));
    }

    private static void Compare(CloneWorld world, LuUdid lu, Func<long, int> expected)
    {
        for (var vios = 1; vios <= 2; vios++)
        {
            for (var chunk = 0L; chunk < CloneWorld.ChunkCount; chunk++)
                Assert.Equal(expected(chunk), world.Read(lu, chunk, vios));
        }

        world.CheckOwnership();
    }
}
