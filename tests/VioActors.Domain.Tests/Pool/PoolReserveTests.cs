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

/// <summary>What a pool keeps back: for chunks that change their places, and for nothing else.</summary>
[Trait("Req", "STO-9")]
public class PoolReserveTests
{
    [Fact]
    public void First_writes_stop_at_the_reserve_and_chunks_that_change_their_places_do_not()
    {
        var pool = Created(new PoolLimits(0, 10), PvOf(1, 50));
        Admit(pool, 1, thick: false);
        Admit(pool, 2, thick: false);
        Assert.Equal([new ChunkRun(0, 0, 45)], pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 1, 64)).Runs);
        Assert.Equal(PoolAlertLevel.Full, pool.State.Alert);
        pool.Refused(new GrantExtent(PoolA, LuNumber(2), 1, 1), RejectionCode.SpaceExhausted);
        pool.Refused(new AdmitLu(PoolA, LuOf(3, ByteSize.FromMebibytes(1), thick: true)), RejectionCode.SpaceExhausted);

        var kept = pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 2, 3, FromReserve: true));
        Assert.Equal([new ChunkRun(0, 45, 3)], kept.Runs);
        Assert.Equal(kept, pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 2, 3, FromReserve: true)));
        Assert.Equal(
            [new ChunkRun(0, 48, 2)], pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 3, 9, FromReserve: true)).Runs);
        pool.Refused(new GrantExtent(PoolA, LuNumber(1), 4, 1, FromReserve: true), RejectionCode.SpaceExhausted);

        // What comes free fills the reserve first.
        GiveBack(pool, new ChunkRun(0, 0, 5));
        pool.Refused(new GrantExtent(PoolA, LuNumber(2), 1, 1), RejectionCode.SpaceExhausted);
        Assert.Equal(PoolAlertLevel.Full, pool.State.Alert);
        GiveBack(pool, new ChunkRun(0, 5, 2));
        Assert.Equal(PoolAlertLevel.Warning, pool.State.Alert);
        Assert.Equal([new ChunkRun(0, 0, 2)], pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(2), 1, 9)).Runs);

        Assert.Equal(pool.State.ToSnapshot(), PoolState.From(pool.State.ToSnapshot()).ToSnapshot());
        Assert.Equal(pool.State.ToSnapshot(), pool.Stored.Aggregate(PoolState.Empty, (state, e) => state.Apply(e)).ToSnapshot());
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [InlineData(50_000, 500)]
    [InlineData(1_000_000, 1024)]
    public void A_new_pool_keeps_one_percent_back_at_most_as_much_as_work_needs_and_a_tiny_one_nothing(long chunks, long kept)
    {
        var pool = Created(PoolLimits.Default, PvOf(1, chunks));

        Assert.Equal(PoolLimits.Default, pool.State.Limits);
        Assert.Equal(kept, PoolSpace.CountReserve(pool.State.Pvs, pool.State.Limits));
        Assert.Equal(chunks - kept, PoolSpace.CountGrantable(pool.State, Tier.System));
    }

    [Fact]
    public void Each_tier_keeps_its_own_part_back_and_a_volume_that_is_emptied_counts_no_more()
    {
        var other = PvOf(3, 300) with { Tier = Tier.Parse("FAST") };
        var pool = Created(new PoolLimits(0, 10, 25), PvOf(1, 100), PvOf(2, 100), other);
        Assert.Equal(20 + 25, PoolSpace.CountReserve(pool.State.Pvs, pool.State.Limits));

        pool.Accepted(new DrainPv(PoolA, PvName.Parse("pv1")));
        Assert.Equal(10 + 25, PoolSpace.CountReserve(pool.State.Pvs, pool.State.Limits));
        pool.Accepted(new SetPoolLimits(PoolA, PoolLimits.None));
        Assert.Equal(0, PoolSpace.CountReserve(pool.State.Pvs, pool.State.Limits));
    }

    [Fact]
    public void A_pool_that_says_nothing_of_it_keeps_nothing_back_and_what_cannot_be_is_refused()
    {
        var pool = Created(null, PvOf(1, 500));
        Assert.Equal(PoolLimits.None, pool.State.Limits);
        Assert.DoesNotContain(pool.Stored, stored => stored is PoolLimitsSet);
        pool.Refused(new SetPoolLimits(PoolA, new PoolLimits(0, 51)), RejectionCode.Invalid);
        pool.Refused(new SetPoolLimits(PoolA, new PoolLimits(0, 5, -1)), RejectionCode.Invalid);
        New().Refused(
            new CreatePool(PoolA, 1 << 20, [PvOf(1, 10)], PoolThresholds.Default, new PoolLimits(0, 51)), RejectionCode.Invalid);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void Who_needs_all_gets_nothing_while_the_pool_has_not_so_many_and_any_number_when_it_has()
    {
        var pool = Created(new PoolLimits(0, 10), PvOf(1, 80_000));
        Admit(pool, 1, thick: true);
        pool.Refused(new GrantExtent(PoolA, LuNumber(1), 1, 70_977, OnlyAll: true), RejectionCode.SpaceExhausted);
        Assert.Equal(1024, pool.State.HeldChunks);

        var granted = pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 1, 70_976, OnlyAll: true));
        Assert.Equal(65_536, granted.Runs.Sum(run => run.Count));
        Assert.Equal(granted, pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 1, 70_976, OnlyAll: true)));
        var rest = pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 2, 5_440, OnlyAll: true));
        Assert.Equal(5_440, rest.Runs.Sum(run => run.Count));
        pool.Refused(new GrantExtent(PoolA, LuNumber(1), 3, 65_537), RejectionCode.Invalid);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void A_thick_unit_that_grows_gets_chunks_for_that_also_when_its_snapshots_hold_as_many()
    {
        var pool = Created(new PoolLimits(0, 10), PvOf(1, 80_000));
        Admit(pool, 1, thick: true);
        pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 1, 500));

        pool.Answered<LuAdmitted>(new ResizePoolLu(PoolA, LuNumber(1), ByteSize.FromMebibytes(1024 + 100)));

        Assert.Equal(1624, pool.State.HeldChunks);
        pool.Answered<LuAdmitted>(new ResizePoolLu(PoolA, LuNumber(1), ByteSize.FromMebibytes(1024 + 100)));
        Assert.Equal(1624, pool.State.HeldChunks);
    }

    private static ThePool New() =>
        new(PoolState.Empty, (state, message) => PoolDecisions.Decide(state, message, Now), (state, e) => state.Apply(e));

    private static ThePool Created(PoolLimits? limits, params ReadOnlySpan<PvDefinition> pvs)
    {
        var pool = New();
        pool.Accepted(new CreatePool(PoolA, 1 << 20, ValueList.Create(pvs), PoolThresholds.Default, limits));
        return pool;
    }

    private static void Admit(ThePool pool, int number, bool thick) =>
        pool.Answered<LuAdmitted>(new AdmitLu(PoolA, LuOf(number, ByteSize.FromGibibytes(1), thick)));

    private static void GiveBack(ThePool pool, ChunkRun run)
    {
        pool.Accepted(new ReturnChunks(PoolA, LuNumber(1), [run]));
        pool.Accepted(new ConcludeErase(PoolA, [run]));
    }
}
