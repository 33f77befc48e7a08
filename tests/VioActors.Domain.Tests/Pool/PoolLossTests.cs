using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;
using ThePool = VioActors.Domain.Tests.Common.Playback<
    VioActors.Domain.Pool.PoolState,
    VioActors.Domain.Pool.IPoolEvent,
    VioActors.Domain.Pool.IPoolMessage>;

namespace VioActors.Domain.Tests.Pool;

[Trait("Req", "STO-10")]
public class PoolLossTests
{
    private static readonly PvName Pv1 = PvName.Parse("pv1");
    private static readonly PvName Pv2 = PvName.Parse("pv2");

    [Fact]
    public void A_volume_that_is_given_up_keeps_its_chunks_with_their_units_and_goes_with_the_last_one()
    {
        var pool = WithTwoUnits();
        var users = pool.Answered<PvUsersFound>(new GetPvUsers(PoolA, Pv2));
        Assert.Equal((10, PvStatus.InUse), (users.Chunks, users.Status));
        Assert.Equal([("lu1", 6L), ("lu2", 4L)], users.Users.Select(user => (user.Name.Value, user.Chunks)));

        var effects = pool.Accepted(new GiveUpPv(PoolA, Pv2)).Effects;
        Assert.Contains(new AnnounceVolumes(PoolA), effects);
        Assert.Contains(TellOfLosses.Instance, effects);
        Assert.Equal(10, effects.OfType<AnnounceDataLoss>().Single().Loss.Chunks);
        Assert.Contains(TellOfLosses.Instance, PoolDecisions.Resume(pool.State));
        Assert.IsType<NoOp>(pool.Do(new GiveUpPv(PoolA, Pv2)).Reply);
        pool.Refused(new GiveUpPv(PoolA, PvName.Parse("pv9")), RejectionCode.NotFound);
        pool.Refused(new DrainPv(PoolA, Pv2), RejectionCode.WrongStatus);
        Assert.Equal([new ChunkRun(0, 0, 3)], pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 9, 3)).Runs);
        pool.Refused(
            new TransferChunks(PoolA, LuNumber(1), 1, [new ChunkTransfer(new ChunkRun(1, 0, 1), new ChunkRun(0, 0, 1))]),
            RejectionCode.WrongStatus);
        CheckSound(pool);

        var returned = pool.Accepted(new ReturnChunks(PoolA, LuNumber(1), [new ChunkRun(1, 0, 6)]));
        Assert.Empty(returned.Effects.OfType<EraseChunks>());
        Assert.Equal(0, pool.State.Freeing.Count);
        Assert.Equal(PvStatus.GivenUp, pool.State.Pvs[1].Status);
        CheckSound(pool);
        pool.Accepted(new ReleaseLu(PoolA, LuNumber(2)));
        Assert.Equal(PvStatus.Removed, pool.State.Pvs[1].Status);
        Assert.Equal(["pv1"], pool.Answered<PoolFound>(new GetPool(PoolA)).Pvs.Select(pv => pv.Definition.Name.Value));
        Assert.DoesNotContain(TellOfLosses.Instance, PoolDecisions.Resume(pool.State));
        CheckSound(pool);
    }

    [Fact]
    public void What_waits_to_be_erased_on_a_volume_that_is_given_up_waits_no_longer()
    {
        var pool = WithTwoUnits();
        pool.Accepted(new ReleaseLu(PoolA, LuNumber(1)));
        Assert.Equal(6, pool.State.Freeing.Count);

        pool.Accepted(new GiveUpPv(PoolA, Pv2));

        Assert.Equal(0, pool.State.Freeing.Count);
        Assert.IsType<NoOp>(pool.Do(new ConcludeErase(PoolA, [new ChunkRun(1, 0, 6)])).Reply);
        CheckSound(pool);
    }

    [Fact]
    public void An_empty_volume_that_is_given_up_goes_at_once_and_nobody_waits_for_its_header()
    {
        var pool = Created(PvOf(1, 10), PvOf(2, 20));

        var effects = pool.Accepted(new GiveUpPv(PoolA, Pv2)).Effects;

        Assert.Equal(PvStatus.Removed, pool.State.Pvs[1].Status);
        Assert.Empty(effects.OfType<RecordPv>());
        Assert.Equal(10, pool.Answered<PoolFound>(new GetPool(PoolA)).Capacity.TotalChunks);
    }

    [Fact]
    [Trait("Req", "STO-3")]
    public void A_clone_of_lost_chunks_is_told_and_holds_them_for_itself()
    {
        var pool = WithTwoUnits();
        pool.Accepted(new GiveUpPv(PoolA, Pv2));

        var shared = pool.Accepted(new ShareChunks(PoolA, LuNumber(2), LuNumber(1), [new ChunkRun(1, 0, 6)]));
        Assert.Contains(TellOfLosses.Instance, shared.Effects);
        Assert.Equal(10, pool.Answered<PvUsersFound>(new GetPvUsers(PoolA, Pv2)).Chunks);
        pool.Accepted(new ReleaseLu(PoolA, LuNumber(1)));
        Assert.Equal(PvStatus.GivenUp, pool.State.Pvs[1].Status);
        Assert.Equal([LuNumber(2)], PoolLosses.FindUses(pool.State).Select(use => use.Lu));
        CheckSound(pool);
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public void Chunks_are_taken_where_every_VIOS_reaches_them_and_space_that_nobody_reaches_is_not_free()
    {
        var pool = Created(PvOf(1, 10), PvOf(2, 20));
        pool.Answered<LuAdmitted>(new AdmitLu(PoolA, LuOf(1, ByteSize.FromGibibytes(1))));
        pool.Accepted(new NotePvView(PoolA, ViosId(1), []));
        pool.Accepted(new NotePvView(PoolA, ViosId(2), [1]));
        Assert.IsType<NoOp>(pool.Do(new NotePvView(PoolA, ViosId(2), [1])).Reply);
        pool.Refused(new NotePvView(PoolA, ViosId(2), [7]), RejectionCode.Invalid);
        Assert.Equal(30, pool.Answered<PoolFound>(new GetPool(PoolA)).Capacity.FreeChunks);
        Assert.Equal([new ChunkRun(0, 0, 4)], pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 1, 4)).Runs);

        var lost = pool.Accepted(new NotePvView(PoolA, ViosId(1), [1]));
        Assert.Equal([new EmptyReserves(1)], lost.Effects.OfType<EmptyReserves>());
        Assert.Equal(6, pool.Answered<PoolFound>(new GetPool(PoolA)).Capacity.FreeChunks);
        Assert.Equal(PoolAlertLevel.Warning, pool.State.Alert);
        Assert.Equal([2], [pool.Answered<PoolFound>(new GetPool(PoolA)).Views.Count(view => view.Lost.Contains(1))]);

        // Rather a chunk that is written later than none.
        Assert.Equal(
            [new ChunkRun(0, 4, 6), new ChunkRun(1, 0, 2)],
            pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 2, 8)).Runs);
        Assert.Equal(PoolAlertLevel.Full, pool.State.Alert);
        Assert.Equal(pool.State.ToSnapshot(), PoolState.From(pool.State.ToSnapshot()).ToSnapshot());

        pool.Accepted(new NotePvView(PoolA, ViosId(2), []));
        pool.Accepted(new ForgetPvView(PoolA, ViosId(1)));
        Assert.IsType<NoOp>(pool.Do(new ForgetPvView(PoolA, ViosId(1))).Reply);
        Assert.Equal(18, pool.Answered<PoolFound>(new GetPool(PoolA)).Capacity.FreeChunks);
        Assert.Equal(PoolAlertLevel.None, pool.State.Alert);
    }

    [Fact]
    public void When_no_volume_is_reached_it_is_the_way_that_is_lost_and_no_space()
    {
        var pool = Created(PvOf(1, 10), PvOf(2, 20));
        Assert.Empty(pool.Accepted(new NotePvView(PoolA, ViosId(1), [0, 1])).Effects);

        Assert.Equal(30, pool.Answered<PoolFound>(new GetPool(PoolA)).Capacity.FreeChunks);
        Assert.Equal(PoolAlertLevel.None, pool.State.Alert);
    }

    private static ThePool WithTwoUnits()
    {
        var pool = Created(PvOf(1, 10), PvOf(2, 20));
        foreach (var (number, count) in new[] { (1, 6), (2, 4) })
        {
            pool.Answered<LuAdmitted>(new AdmitLu(PoolA, LuOf(number, ByteSize.FromGibibytes(1))));
            pool.Accepted(new GrantExtent(PoolA, LuNumber(number), 1, count));
        }

        return pool;
    }

    private static ThePool Created(params ReadOnlySpan<PvDefinition> pvs)
    {
        var pool = new ThePool(
            PoolState.Empty, (state, message) => PoolDecisions.Decide(state, message, Now), (state, e) => state.Apply(e));
        pool.Accepted(new CreatePool(PoolA, 1 << 20, ValueList.Create(pvs), PoolThresholds.Default));
        return pool;
    }

    private static void CheckSound(ThePool pool)
    {
        var found = pool.Answered<PoolChecked>(new CheckPool(PoolA));
        Assert.Equal((0, 0), (found.LostChunks, found.TwiceChunks));
        Assert.Equal(pool.State.ToSnapshot(), PoolState.From(pool.State.ToSnapshot()).ToSnapshot());
    }
}
