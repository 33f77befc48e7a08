using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

[Trait("Req", "STO-3")]
public class LuCloneTests
{
    private static readonly LuName Monday = LuName.Parse("monday");
    private static readonly LuName Tuesday = LuName.Parse("tuesday");

    [Fact]
    public void A_clone_has_the_bytes_of_its_snapshot_costs_no_chunk_and_goes_its_own_way()
    {
        var world = new CloneWorld(100);
        var source = world.Create(1);
        Fill(world, source, 100);
        world.Take(source, Monday);
        world.Write(source, 0, 500);
        var held = world.Pool.HeldChunks;

        var clone = world.Clone(2, source, Monday);

        Assert.Equal(held, world.Pool.HeldChunks);
        Assert.Equal((source, Monday, false), (world.StateOf(clone).Origin!.Source, world.StateOf(clone).Origin!.Snapshot,
            world.StateOf(clone).Origin!.IsLoanOpen));
        Assert.Empty(world.StateOf(source).Past.Loans);
        Assert.Equal(100, world.Read(clone, 0));
        world.Write(clone, 1, 601);
        world.Write(source, 2, 502);
        Assert.Equal([100, 601, 102], Enumerable.Range(0, 3).Select(chunk => world.Read(clone, chunk)));
        Assert.Equal([500, 101, 502], Enumerable.Range(0, 3).Select(chunk => world.Read(source, chunk)));
        world.CheckOwnership();
    }

    [Fact]
    public void Source_snapshot_and_clones_go_in_any_order_and_all_space_comes_back()
    {
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (var order in orders)
        {
            var world = new CloneWorld(100);
            var source = world.Create(1);
            Fill(world, source, 100);
            world.Take(source, Monday);
            var clone = world.Clone(2, source, Monday);
            world.Write(clone, 3, 203);
            world.Take(clone, Tuesday);
            var second = world.Clone(3, clone, Tuesday);
            world.Write(second, 4, 304);
            LuUdid[] units = [source, clone, second];
            int[][] expected = [[100, 101, 102, 103, 104], [100, 101, 102, 203, 104], [100, 101, 102, 203, 304]];
            foreach (var gone in order)
            {
                for (var unit = 0; unit < units.Length; unit++)
                {
                    if (world.Units.Contains(units[unit]))
                        Assert.Equal(expected[unit], Enumerable.Range(0, 5).Select(chunk => world.Read(units[unit], chunk)));
                }

                world.Delete(units[gone]);
                world.CheckOwnership();
            }

            Assert.Equal((0L, 200L), (world.Pool.HeldChunks, PoolSpace.CountFree(world.Pool, null)));
        }
    }

    [Fact]
    public void A_snapshot_of_which_a_clone_is_made_stays_until_the_clone_holds_its_chunks()
    {
        var world = new CloneWorld(100);
        var source = world.Create(1);
        Fill(world, source, 100);
        world.Take(source, Monday);
        Assert.IsType<SnapshotMapPage>(world.Finish(new LendSnapshot(source, Monday, LuNumber(2), 0)));

        var deleting = world.Send(new DeleteSnapshot(source, Monday));
        var ending = world.Send(new DeleteLu(source, true));
        var moving = world.Send(new MoveOffVolume(source, 0));
        world.Serve();
        Assert.Empty(deleting);
        Assert.Empty(ending);
        Assert.Empty(moving);
        Assert.NotNull(world.StateOf(source).Past.Find(Monday));
        world.Finish(new EndLoan(source, LuNumber(2)));
        Assert.IsType<NoOp>(world.Finish(new EndLoan(source, LuNumber(2))));
    }

    [Fact]
    public void The_own_chunks_of_a_source_are_not_written_in_place_when_its_snapshot_is_gone()
    {
        var world = new CloneWorld(100);
        var source = world.Create(1);
        Fill(world, source, 100);
        world.Take(source, Monday);
        var clone = world.Clone(2, source, Monday);
        Assert.Equal(Ok.Instance, world.Finish(new DeleteSnapshot(source, Monday)));
        world.Serve();
        Assert.Equal(0, world.StateOf(source).Map.Count);

        world.Write(source, 5, 505);

        Assert.Equal((505, 105), (world.Read(source, 5), world.Read(clone, 5)));
        world.CheckOwnership();
    }

    [Fact]
    public void Unmapping_and_rolling_back_give_back_what_is_only_held_jointly()
    {
        var world = new CloneWorld(100);
        var source = world.Create(1);
        Fill(world, source, 100);
        world.Take(source, Monday);
        var clone = world.Clone(2, source, Monday);
        world.Unmap(clone, 0, 4);
        Assert.Equal([0, 0, 0, 0, 104], Enumerable.Range(0, 5).Select(chunk => world.Read(clone, chunk)));
        world.CheckOwnership();
        world.Take(clone, Tuesday);
        world.Write(clone, 0, 200);
        Assert.Equal(Ok.Instance, world.Finish(new RollBack(clone, Tuesday, true)));
        world.Serve();
        Assert.Equal([0, 0, 0, 0, 104], Enumerable.Range(0, 5).Select(chunk => world.Read(clone, chunk)));
        Assert.Equal(100, world.Read(source, 0));
        world.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_volume_is_emptied_of_chunks_that_snapshots_and_clones_have()
    {
        var world = new CloneWorld(100);
        var source = world.Create(1);
        Fill(world, source, 100);
        world.Take(source, Monday);
        Fill(world, source, 200);
        world.Take(source, Tuesday);
        var clone = world.Clone(2, source, Monday);
        world.Write(clone, 0, 300);
        Assert.IsNotType<Rejected>(world.Do(new DrainPv(PoolA, PvName.Parse("pv0"))));
        foreach (var lu in world.Units.ToList())
        {
            for (var round = 0; world.MoveOff(lu, 0) > 0; round++)
                Assert.True(round < 20, "Moving does not end.");
            world.Serve();
        }

        world.CheckOwnership();
        Assert.Equal(100, world.Pool.Free[0].Count);
        Assert.Equal(Ok.Instance, world.Do(new RemovePv(PoolA, PvName.Parse("pv0"))));
        Assert.Equal([300, 101, 102], Enumerable.Range(0, 3).Select(chunk => world.Read(clone, chunk)));
        Assert.Equal([200, 201, 202], Enumerable.Range(0, 3).Select(chunk => world.Read(source, chunk)));
        world.Finish(new RollBack(source, Monday, true));
        Assert.Equal([100, 101, 102], Enumerable.Range(0, 3).Select(chunk => world.Read(source, chunk)));
        world.CheckOwnership();
    }

    [Fact]
    public void What_cannot_be_cloned_is_refused_and_leaves_nothing()
    {
        var world = new CloneWorld(100);
        var source = world.Create(1);
        world.Take(source, Monday);
        Assert.Equal(RejectionCode.NotFound, Refused(world, world.CloneCommand(2, source, Tuesday)));
        var smaller = world.CloneCommand(3, source, Monday) with { Size = ByteSize.FromMebibytes(3) };
        Assert.Equal(RejectionCode.Invalid, Refused(world, smaller));
        Assert.Equal(RejectionCode.NotFound, Refused(world, world.CloneCommand(4, LuNumber(99), Monday)));
        Assert.Equal(
            RejectionCode.AlreadyExists, Refused(world, world.CloneCommand(5, source, Monday) with { Name = LuName.Parse("lu1") }));
        Assert.Equal(RejectionCode.Invalid, Refused(world, world.CloneCommand(6, LuNumber(6), Monday)));
        Assert.Equal([source], world.Units);
        Assert.Single(world.Pool.Lus);
        Assert.Empty(world.StateOf(source).Past.Loans);
        world.CheckOwnership();
        var clone = world.Clone(7, source, Monday);
        Assert.IsType<LuFound>(world.Finish(world.CloneCommand(7, source, Monday)));
        Assert.Equal(RejectionCode.AlreadyExists, Refused(world, world.CloneCommand(7, source, Tuesday)));
        Assert.Equal(0, world.Read(clone, 0));
    }

    [Fact]
    public void A_clone_that_was_cut_off_goes_on_where_it_was()
    {
        var origin = new LuOrigin(LuNumber(1), Monday, 0, false);
        var identity = new LuIdentity(
            LuNumber(2), LuName.Parse("lu2"), PoolA, Tier.System, LuKind.Disk, ByteSize.FromMebibytes(4), 0, false, ObjectVersion.First);
        var state = LuState.Empty.Apply(new CloneBegun(identity, origin, Now));
        Assert.IsType<AdmitAtPool>(Assert.Single(LuDecisions.Resume(Stored(state))));
        state = state.Apply(new CloneAdmitted(1 << 20));
        Assert.Equal(new BorrowAtSource(LuNumber(1), Monday, LuNumber(2), 0), Assert.Single(LuDecisions.Resume(Stored(state))));
        state = state.Apply(new CloneMapRead([new MapRun(0, 0, 10, 2)], 2));
        Assert.Equal(new BorrowAtSource(LuNumber(1), Monday, LuNumber(2), 2), Assert.Single(LuDecisions.Resume(Stored(state))));
        state = state.Apply(new CloneMapRead([new MapRun(2, 0, 30, 1)], null));
        var share = Assert.IsType<ShareAtPool>(Assert.Single(LuDecisions.Resume(Stored(state))));
        Assert.Equal([new ChunkRun(0, 10, 2), new ChunkRun(0, 30, 1)], share.Runs);
        state = state.Apply(new LuCreated(1 << 20, Now));
        Assert.Equal(new EndLoanAtSource(LuNumber(1), LuNumber(2)), Assert.Single(LuDecisions.Resume(Stored(state))));
        Assert.Empty(LuDecisions.Resume(Stored(state.Apply(new CloneLoanEnded()))));
    }

    private static LuState Stored(LuState state) => LuState.From(state.ToSnapshot());

    private static RejectionCode Refused(CloneWorld world, ILuMessage message)
    {
        var refused = Assert.IsType<Rejected>(world.Finish(message));
        Assert.NotEmpty(refused.Reason);
        return refused.Code;
    }

    private static void Fill(CloneWorld world, LuUdid lu, int from)
    {
        for (var chunk = 0; chunk < CloneWorld.ChunkCount; chunk++)
            world.Write(lu, chunk, from + chunk);
    }
}
