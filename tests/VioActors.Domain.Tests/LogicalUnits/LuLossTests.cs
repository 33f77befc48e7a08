using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.LogicalUnits;

[Trait("Req", "STO-10")]
public class LuLossTests
{
    private static readonly LuName Monday = LuName.Parse("monday");

    [Fact]
    public void Chunks_on_a_volume_that_is_given_up_stay_in_the_map_and_the_reserve_there_goes_back()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2);
        var reserved = unit.State.Reserve.Count;
        Assert.True(reserved > 0);

        unit.Accepted(new GiveUpVolume(Lu, 0));

        Assert.Equal(2, unit.State.Map.Count);
        Assert.Equal(0, unit.State.Reserve.Count);
        Assert.Equal(reserved, unit.LastEffect<ReturnAtPool>().Runs.Sum(run => run.Count));
        Assert.Equal(new LuLossesFound(Lu, 2, 0), unit.Answered<LuLossesFound>(new GetLuLosses(Lu)));
        Assert.Equal(2, unit.Answered<ChunksAllocated>(unit.Allocate(1, 2)).Map.Sum(run => run.Count));
        Assert.IsType<NoOp>(unit.Do(new GiveUpVolume(Lu, 0)).Reply);
        unit.CheckOwnership();
    }

    [Fact]
    public void Only_lost_chunks_are_dropped_and_they_get_places_elsewhere()
    {
        var unit = new SnapshotUnit();
        unit.Write(1, 2);
        unit.Accepted(new GiveUpVolume(Lu, 0));
        unit.Pv = 1;
        unit.Write(3);
        var sound = unit.State.Map.Find(3);

        unit.Refused(Drop(unit, 9, new LogicalRun(60, 5)), RejectionCode.Invalid);
        unit.Refused(Drop(unit, 9) with { Epoch = 77 }, RejectionCode.StaleGrant);
        Assert.IsType<ScsiInForce>(unit.Finish(Drop(unit, 10, new LogicalRun(2, 2))));
        Assert.Null(unit.State.Map.Find(2));
        Assert.Equal(sound, unit.State.Map.Find(3));
        Assert.Equal(0, unit.State.Map.Find(1)!.Value.Pv);
        var stored = unit.Stored.Count;
        Assert.IsType<ScsiInForce>(unit.Answered<ScsiInForce>(Drop(unit, 11, new LogicalRun(2, 2))));
        Assert.Equal(stored, unit.Stored.Count);

        unit.Write(2);
        Assert.Equal(1, unit.State.Map.Find(2)!.Value.Pv);
        Assert.Equal(new LuLossesFound(Lu, 1, 0), unit.Answered<LuLossesFound>(new GetLuLosses(Lu)));
        unit.CheckOwnership();
    }

    [Fact]
    [Trait("Req", "STO-3")]
    public void A_lost_chunk_of_a_snapshot_is_not_copied_and_the_snapshot_keeps_it()
    {
        var unit = new SnapshotUnit();
        unit.Write(5);
        unit.Take(Monday);
        unit.Accepted(new GiveUpVolume(Lu, 0));
        unit.Pv = 1;

        Assert.Equal(new ChunkLost(Lu, 5), unit.Answered<ChunkLost>(unit.Allocate(5)));
        Assert.Empty(unit.State.Past.Copying);
        Assert.IsType<ScsiInForce>(unit.Finish(Drop(unit, 10, new LogicalRun(5, 1))));
        unit.Write(5);

        Assert.Equal(1, unit.State.Map.Find(5)!.Value.Pv);
        Assert.Equal(new LuLossesFound(Lu, 0, 1), unit.Answered<LuLossesFound>(new GetLuLosses(Lu)));
        unit.CheckOwnership();
        unit.Finish(new DeleteSnapshot(Lu, Monday));
        Assert.Equal(new LuLossesFound(Lu, 0, 0), unit.Answered<LuLossesFound>(new GetLuLosses(Lu)));
        unit.CheckOwnership();
    }

    [Fact]
    public void Chunks_that_were_on_their_way_from_a_volume_that_was_given_up_go_back_at_once()
    {
        var unit = new SnapshotUnit();
        var waiting = unit.Do(unit.Allocate(1));
        Assert.Null(waiting.Reply);
        var fetch = unit.LastEffect<FetchExtent>();
        unit.Accepted(new GiveUpVolume(Lu, 0));

        unit.Accepted(new AcceptExtent(Lu, fetch.RequestNumber, [new ChunkRun(0, 100, fetch.Count)], null));

        Assert.Equal(0, unit.State.Reserve.Count);
        Assert.Equal([new ChunkRun(0, 100, fetch.Count)], unit.LastEffect<ReturnAtPool>().Runs);
        Assert.Null(unit.Do(unit.Allocate(1)).Reply);
    }

    [Fact]
    public void A_thick_unit_gets_another_chunk_for_a_lost_one_and_gives_no_other_back()
    {
        var state = LuState.Empty;
        Do(new CreateLu(Lu, PoolA, LuName.Parse("disk"), ByteSize.FromMebibytes(4), true, Tier.System, LuKind.Disk));
        Do(new ConcludeAdmission(Lu, 1 << 20, [new ChunkRun(0, 0, 2), new ChunkRun(1, 0, 2)], null));
        var epoch = Assert.IsType<LuGranted>(Do(new AcquireGrant(Lu, ViosId(1), 1)).Reply).Epoch;
        Do(new AllocateChunks(Lu, ViosId(1), epoch, [0, 1, 2, 3]));
        Do(new GiveUpVolume(Lu, 0));

        Assert.Equal(
            RejectionCode.Invalid,
            Assert.IsType<Rejected>(Do(new UnmapChunks(Lu, ViosId(1), epoch, 1, [new LogicalRun(0, 4)])).Reply).Code);
        var dropped = Do(new DropLostChunks(Lu, ViosId(1), epoch, 2, [new LogicalRun(0, 4)]));
        Assert.Equal([new MapRun(0, 0, 0, 2)], dropped.Events.OfType<ChunksWithdrawn>().Single().Withdrawal.Runs);
        Assert.Equal(2, state.Map.Count);

        Decision<ILuEvent> Do(ILuMessage message)
        {
            var decision = LuDecisions.Decide(state, message, Now);
            state = decision.Events.Aggregate(state, (current, @event) => current.Apply(@event));
            return decision;
        }
    }

    private static DropLostChunks Drop(SnapshotUnit unit, long request, params LogicalRun[] runs) =>
        new(Lu, ViosId(1), unit.Epoch, request, runs.ToValueList());
}
