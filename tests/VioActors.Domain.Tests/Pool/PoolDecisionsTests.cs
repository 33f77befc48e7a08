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

public class PoolDecisionsTests
{
    private const long MiB = 1 << 20;

    [Fact]
    [Trait("Req", "STO-1")]
    public void A_pool_is_built_from_volumes()
    {
        var pool = Created(PvOf(1, 100), PvOf(2, 50));

        var found = pool.Answered<PoolFound>(new GetPool(PoolA));

        Assert.Equal(new PoolCapacity(150, 150, 0, 0, 0, MiB, PoolAlertLevel.None), found.Capacity);
        Assert.Equal([0, 1], found.Pvs.Select(pv => pv.Index));
        Assert.IsType<NoOp>(pool.Do(new CreatePool(PoolA, MiB, [PvOf(1, 100), PvOf(2, 50)], PoolThresholds.Default)).Reply);
        pool.Refused(new CreatePool(PoolA, 2 * MiB, [PvOf(1, 100)], PoolThresholds.Default), RejectionCode.AlreadyExists);
    }

    [Theory]
    [InlineData(MiB + 1, 75, 90, 0)]
    [InlineData(32 << 10, 75, 90, 0)]
    [InlineData(128 << 20, 75, 90, 0)]
    [InlineData(MiB, 0, 90, 0)]
    [InlineData(MiB, 95, 90, 0)]
    [InlineData(MiB, 75, 101, 0)]
    [InlineData(MiB, 75, 90, 50)]
    public void A_pool_with_bad_figures_is_refused(long chunkSize, int warning, int critical, int overCommit) =>
        New().Refused(
            new CreatePool(PoolA, chunkSize, [PvOf(1, 10)], new PoolThresholds(warning, critical, overCommit)),
            RejectionCode.Invalid);

    [Fact]
    public void A_pool_is_refused_without_volumes_or_with_doubled_or_empty_ones()
    {
        var pool = New();

        pool.Refused(new CreatePool(PoolA, MiB, [], PoolThresholds.Default), RejectionCode.Invalid);
        pool.Refused(new CreatePool(PoolA, MiB, [PvOf(1, 10), PvOf(1, 10)], PoolThresholds.Default), RejectionCode.Invalid);
        pool.Refused(new CreatePool(PoolA, MiB, [PvOf(1, 0)], PoolThresholds.Default), RejectionCode.Invalid);
        var samePath = PvOf(2, 10) with { Path = PvOf(1, 1).Path };
        pool.Refused(new CreatePool(PoolA, MiB, [PvOf(1, 10), samePath], PoolThresholds.Default), RejectionCode.Invalid);
        pool.Refused(new GetPool(PoolA), RejectionCode.NotFound);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void A_grant_takes_chunks_from_the_emptiest_volume_and_a_repeat_gives_the_same()
    {
        var pool = Created(PvOf(1, 100), PvOf(2, 120));
        Admit(pool, LuOf(1, ByteSize.FromGibibytes(10)));

        var first = pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 1, 30));
        var again = pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 1, 30));
        var second = pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 2, 10));

        Assert.Equal([new ChunkRun(1, 0, 30)], first.Runs);
        Assert.Equal(first, again);
        Assert.Equal([new ChunkRun(0, 0, 10)], second.Runs);
        Assert.Equal(40, pool.State.HeldChunks);
        var all = pool.Answered<LuExtentsFound>(new GetLuExtents(PoolA, LuNumber(1))).Runs;
        Assert.Equal([new ChunkRun(0, 0, 10), new ChunkRun(1, 0, 30)], all);
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public void The_last_chunks_are_given_in_part_and_then_the_pool_is_full()
    {
        var pool = Created(PvOf(1, 10));
        Admit(pool, LuOf(1, ByteSize.FromGibibytes(1)));
        Admit(pool, LuOf(2, ByteSize.FromGibibytes(1)));

        var last = pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 1, 64));
        var refused = pool.Refused(new GrantExtent(PoolA, LuNumber(2), 1, 1), RejectionCode.SpaceExhausted);

        Assert.Equal([new ChunkRun(0, 0, 10)], last.Runs);
        Assert.Contains("add a volume", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(new AnnouncePoolAlert(PoolA, PoolAlertLevel.Full, 100), pool.LastEffect<AnnouncePoolAlert>());
        pool.Accepted(new AddPv(PoolA, PvOf(2, 5)));
        Assert.Equal([new ChunkRun(1, 0, 1)], pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(2), 1, 1)).Runs);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 65537)]
    [InlineData(0, 1)]
    public void A_grant_with_a_bad_count_or_number_is_refused(long number, long count)
    {
        var pool = Created(PvOf(1, 10));
        Admit(pool, LuOf(1, ByteSize.FromGibibytes(1)));
        pool.Accepted(new GrantExtent(PoolA, LuNumber(1), 1, 1));

        pool.Refused(new GrantExtent(PoolA, LuNumber(1), number, count), RejectionCode.Invalid);
        pool.Refused(new GrantExtent(PoolA, LuNumber(9), 1, 1), RejectionCode.NotFound);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void A_deleted_unit_gives_its_chunks_back_and_they_are_erased_before_they_are_free()
    {
        var pool = Created(PvOf(1, 10));
        Admit(pool, LuOf(1, ByteSize.FromGibibytes(1)));
        pool.Accepted(new GrantExtent(PoolA, LuNumber(1), 1, 10));

        pool.Accepted(new ReleaseLu(PoolA, LuNumber(1)));

        Assert.Equal(new EraseChunks([new ChunkRun(0, 0, 10)]), pool.LastEffect<EraseChunks>());
        Assert.Equal((0L, 10L), (PoolSpace.CountFree(pool.State, null), pool.State.Freeing.Count));
        Assert.Equal([new EraseChunks([new ChunkRun(0, 0, 10)])], PoolDecisions.Resume(PoolState.From(pool.State.ToSnapshot())));
        Admit(pool, LuOf(2, ByteSize.FromGibibytes(1)));
        var full = pool.Refused(new GrantExtent(PoolA, LuNumber(2), 1, 1), RejectionCode.SpaceExhausted);
        Assert.Contains("being erased", full.Reason, StringComparison.Ordinal);
        pool.Accepted(new ConcludeErase(PoolA, [new ChunkRun(0, 2, 4)]));
        Assert.IsType<NoOp>(pool.Do(new ConcludeErase(PoolA, [new ChunkRun(0, 2, 4)])).Reply);
        Assert.Equal([new ChunkRun(0, 2, 1)], pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(2), 1, 1)).Runs);
        Assert.IsType<NoOp>(pool.Do(new ReleaseLu(PoolA, LuNumber(1))).Reply);
    }

    [Fact]
    public void Only_held_chunks_are_taken_back()
    {
        var pool = Created(PvOf(1, 20));
        Admit(pool, LuOf(1, ByteSize.FromGibibytes(1)));
        pool.Accepted(new GrantExtent(PoolA, LuNumber(1), 1, 10));

        pool.Refused(new ReturnChunks(PoolA, LuNumber(1), [new ChunkRun(0, 5, 10)]), RejectionCode.Invalid);
        pool.Refused(new ReturnChunks(PoolA, LuNumber(1), [new ChunkRun(0, 5, 2), new ChunkRun(0, 6, 1)]), RejectionCode.Invalid);
        pool.Accepted(new ReturnChunks(PoolA, LuNumber(1), [new ChunkRun(0, 5, 2)]));

        Assert.IsType<NoOp>(pool.Do(new ReturnChunks(PoolA, LuNumber(1), [new ChunkRun(0, 5, 2)])).Reply);
        Assert.Equal(8, pool.State.HeldChunks);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void A_thick_unit_has_all_its_chunks_from_the_start_and_when_it_grows()
    {
        var pool = Created(PvOf(1, 10));

        var admitted = pool.Answered<LuAdmitted>(new AdmitLu(PoolA, LuOf(1, new ByteSize((4 * MiB) + 1), thick: true)));
        Assert.Equal([new ChunkRun(0, 0, 5)], admitted.Runs);
        Assert.Equal(admitted, pool.Answered<LuAdmitted>(new AdmitLu(PoolA, LuOf(1, new ByteSize((4 * MiB) + 1), thick: true))));
        pool.Refused(new AdmitLu(PoolA, LuOf(2, ByteSize.FromMebibytes(6), thick: true)), RejectionCode.SpaceExhausted);
        var grown = pool.Answered<LuAdmitted>(new ResizePoolLu(PoolA, LuNumber(1), ByteSize.FromMebibytes(8)));

        Assert.Equal([new ChunkRun(0, 0, 8)], grown.Runs);
        pool.Refused(new ResizePoolLu(PoolA, LuNumber(1), ByteSize.FromMebibytes(7)), RejectionCode.Invalid);
        pool.Refused(new ResizePoolLu(PoolA, LuNumber(1), ByteSize.FromMebibytes(11)), RejectionCode.SpaceExhausted);
    }

    [Fact]
    public void Names_of_units_are_unique_in_the_pool()
    {
        var pool = Created(PvOf(1, 10));
        Admit(pool, LuOf(1, ByteSize.FromMebibytes(1)));
        Admit(pool, LuOf(2, ByteSize.FromMebibytes(1)));

        var sameName = LuOf(3, ByteSize.FromMebibytes(1)) with { Name = LuName.Parse("lu1") };
        pool.Refused(new AdmitLu(PoolA, sameName), RejectionCode.AlreadyExists);
        pool.Refused(new AdmitLu(PoolA, LuOf(1, ByteSize.FromMebibytes(2))), RejectionCode.AlreadyExists);
        pool.Refused(new RenamePoolLu(PoolA, LuNumber(1), LuName.Parse("lu2")), RejectionCode.AlreadyExists);
        pool.Refused(new AdmitLu(PoolA, LuOf(4, ByteSize.FromMebibytes(1)) with { Tier = Tier.Parse("fast") }), RejectionCode.NotFound);
        pool.Accepted(new RenamePoolLu(PoolA, LuNumber(1), LuName.Parse("other")));
        Admit(pool, LuOf(3, ByteSize.FromMebibytes(1)) with { Name = LuName.Parse("lu1") });
        Assert.Equal(["lu1", "lu2", "other"], pool.Answered<PoolFound>(new GetPool(PoolA)).Lus.Select(lu => lu.Name.Value));
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public void Alerts_rise_and_fall_with_the_use_and_do_not_flap()
    {
        var pool = Created(PvOf(1, 100));
        Admit(pool, LuOf(1, ByteSize.FromGibibytes(1)));
        var levels = new List<PoolAlertLevel>();
        foreach (var (take, give) in new[] { (74, 0), (1, 0), (0, 1), (0, 2), (20, 0), (9, 0) })
        {
            if (take > 0)
            {
                pool.Accepted(new GrantExtent(PoolA, LuNumber(1), pool.Stored.Count, take));
            }
            else
            {
                ValueList<ChunkRun> last = [new ChunkRun(0, pool.State.HeldChunks - give, give)];
                pool.Accepted(new ReturnChunks(PoolA, LuNumber(1), last));
                pool.Accepted(new ConcludeErase(PoolA, last));
            }

            levels.Add(pool.State.Alert);
        }

        Assert.Equal(
            [
                PoolAlertLevel.None, PoolAlertLevel.Warning, PoolAlertLevel.Warning,
                PoolAlertLevel.None, PoolAlertLevel.Critical, PoolAlertLevel.Full,
            ],
            levels);
        Assert.Equal(Now, pool.Stored.OfType<PoolAlertChanged>().First().AtUtc);
    }

    [Fact]
    public void Over_commit_is_bounded_when_a_limit_is_set()
    {
        var pool = New();
        pool.Accepted(new CreatePool(PoolA, MiB, [PvOf(1, 100)], new PoolThresholds(75, 90, 200)));
        Admit(pool, LuOf(1, ByteSize.FromMebibytes(150)));

        var refused = pool.Refused(new AdmitLu(PoolA, LuOf(2, ByteSize.FromMebibytes(51))), RejectionCode.SpaceExhausted);
        Assert.Contains("over-committed", refused.Reason, StringComparison.Ordinal);
        Admit(pool, LuOf(2, ByteSize.FromMebibytes(50)));
        pool.Accepted(new SetThresholds(PoolA, PoolThresholds.Default));
        Admit(pool, LuOf(3, ByteSize.FromGibibytes(1000)));
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_volume_is_drained_before_it_is_removed_and_its_index_is_not_used_again()
    {
        var pool = Created(PvOf(1, 10), PvOf(2, 20));
        Admit(pool, LuOf(1, ByteSize.FromGibibytes(1)));
        pool.Accepted(new GrantExtent(PoolA, LuNumber(1), 1, 4));

        pool.Refused(new RemovePv(PoolA, PvName.Parse("pv2")), RejectionCode.WrongStatus);
        pool.Accepted(new DrainPv(PoolA, PvName.Parse("pv2")));
        pool.Refused(new DrainPv(PoolA, PvName.Parse("pv1")), RejectionCode.InUse);
        pool.Refused(new RemovePv(PoolA, PvName.Parse("pv2")), RejectionCode.InUse);
        Assert.Equal([new ChunkRun(0, 0, 10)], pool.Answered<ExtentGranted>(new GrantExtent(PoolA, LuNumber(1), 2, 20)).Runs);
        pool.Accepted(new ReturnChunks(PoolA, LuNumber(1), [new ChunkRun(1, 0, 4)]));
        pool.Accepted(new ConcludeErase(PoolA, [new ChunkRun(1, 0, 4)]));
        pool.Accepted(new RemovePv(PoolA, PvName.Parse("pv2")));
        pool.Accepted(new AddPv(PoolA, PvOf(2, 20)));

        Assert.Equal([0, 2], pool.Answered<PoolFound>(new GetPool(PoolA)).Pvs.Select(pv => pv.Index));
        Assert.IsType<NoOp>(pool.Do(new RemovePv(PoolA, PvName.Parse("pv9"))).Reply);
        pool.Refused(new DrainPv(PoolA, PvName.Parse("pv9")), RejectionCode.NotFound);
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_volume_that_is_being_emptied_or_replaced_can_be_kept_after_all()
    {
        var pool = Created(PvOf(1, 10), PvOf(2, 20));
        Admit(pool, LuOf(1, ByteSize.FromGibibytes(1)));
        pool.Accepted(new GrantExtent(PoolA, LuNumber(1), 1, 4));
        var keep = new CancelDrain(PoolA, PvName.Parse("pv2"));
        Assert.IsType<NoOp>(pool.Do(keep).Reply);

        pool.Accepted(new DrainPv(PoolA, PvName.Parse("pv2")));
        Assert.Equal([new RecordPv(1), new AnnounceVolumes(PoolA)], pool.Accepted(keep).Effects);
        Assert.Empty(PoolMoves.Find(pool.State));
        pool.Accepted(new ReplacePv(PoolA, PvName.Parse("pv2"), PvOf(3, 20)));
        pool.Accepted(keep);
        pool.Accepted(new ReturnChunks(PoolA, LuNumber(1), [new ChunkRun(1, 0, 4)]));
        pool.Accepted(new ConcludeErase(PoolA, [new ChunkRun(1, 0, 4)]));

        Assert.All(pool.Answered<PoolFound>(new GetPool(PoolA)).Pvs, pv => Assert.Equal(PvStatus.InUse, pv.Status));
        Assert.Equal(50, pool.Answered<PoolFound>(new GetPool(PoolA)).Capacity.FreeChunks);
        Assert.Equal(pool.State.Pvs, PoolState.From(pool.State.ToSnapshot()).Pvs);
        pool.Refused(new CancelDrain(PoolA, PvName.Parse("pv9")), RejectionCode.NotFound);
    }

    [Fact]
    [Trait("Req", "STO-10")]
    public void A_replaced_volume_is_taken_out_when_nothing_is_left_on_it_and_a_restart_goes_on_with_it()
    {
        var pool = Created(PvOf(1, 100));
        Admit(pool, LuOf(1, ByteSize.FromGibibytes(1)));
        pool.Accepted(new GrantExtent(PoolA, LuNumber(1), 1, 10));

        var replaced = pool.Accepted(new ReplacePv(PoolA, PvName.Parse("pv1"), PvOf(2, 100)));
        Assert.Contains(MoveOffVolumes.Instance, replaced.Effects);
        Assert.IsType<NoOp>(pool.Do(new DrainPv(PoolA, PvName.Parse("pv1"), ThenRemove: true)).Reply);
        Assert.Equal([(0, LuNumber(1))], PoolMoves.Find(pool.State));
        Assert.Equal([MoveOffVolumes.Instance], PoolDecisions.Resume(pool.State));
        Assert.Equal(pool.State.Pvs, PoolState.From(pool.State.ToSnapshot()).Pvs);

        pool.Accepted(new ReturnChunks(PoolA, LuNumber(1), [new ChunkRun(0, 0, 10)]));
        Assert.Empty(PoolMoves.Find(pool.State));
        Assert.Equal(PvStatus.Leaving, pool.State.Pvs[0].Status);
        var left = pool.Accepted(new ConcludeErase(PoolA, [new ChunkRun(0, 0, 10)]));
        Assert.Contains(new PvRemoved(0), left.Events);
        Assert.Contains(new RecordPv(0), left.Effects);
        Assert.Contains(new AnnounceVolumes(PoolA), left.Effects);
        Assert.Equal([1], pool.Answered<PoolFound>(new GetPool(PoolA)).Pvs.Select(pv => pv.Index));
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public void No_chunk_is_ever_in_two_places()
    {
        var random = new Random(99);
        var pool = Created(PvOf(1, 300), PvOf(2, 200));
        for (var step = 0; step < 3000; step++)
        {
            var lu = 1 + random.Next(6);
            switch (random.Next(6))
            {
                case 0:
                    pool.Do(new AdmitLu(PoolA, LuOf(lu, ByteSize.FromMebibytes(1 + random.Next(60)), thick: random.Next(2) == 0)));
                    break;
                case 1 or 2:
                    pool.Do(new GrantExtent(PoolA, LuNumber(lu), step + 1, 1 + random.Next(40)));
                    break;
                case 3:
                    pool.Do(new ReleaseLu(PoolA, LuNumber(lu)));
                    break;
                case 4 when pool.State.Lus.TryGetValue(LuNumber(lu), out var share) && share.Held.Count > 0:
                    pool.Accepted(new ReturnChunks(PoolA, LuNumber(lu), [share.Held.Peek(1 + random.Next(20)).First()]));
                    break;
                default:
                    pool.Do(new ConcludeErase(PoolA, [.. pool.State.Freeing.Peek(random.Next(50))]));
                    break;
            }

            // From rebuilds every set from its runs and throws when a chunk is in two of them.
            var total = PoolState.From(pool.State.ToSnapshot());
            Assert.Equal(500, total.Free.Sum(set => set.Count) + total.HeldChunks + total.Freeing.Count);
        }

        Assert.Equal(pool.State.ToSnapshot(), pool.Stored.Aggregate(PoolState.Empty, (state, e) => state.Apply(e)).ToSnapshot());
    }

    private static ThePool New() =>
        new(PoolState.Empty, (state, message) => PoolDecisions.Decide(state, message, Now), (state, e) => state.Apply(e));

    private static ThePool Created(params ReadOnlySpan<PvDefinition> pvs)
    {
        var pool = New();
        pool.Accepted(new CreatePool(PoolA, MiB, ValueList.Create(pvs), PoolThresholds.Default));
        return pool;
    }

    private static void Admit(ThePool pool, PoolLu lu) => pool.Answered<LuAdmitted>(new AdmitLu(PoolA, lu));
}
