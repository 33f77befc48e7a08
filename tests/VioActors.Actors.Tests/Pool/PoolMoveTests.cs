using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Pool;

/// <summary>Volumes that the pool empties by itself, and volumes that fail beside others.</summary>
[Trait("Req", "STO-10")]
public sealed class PoolMoveTests : IDisposable
{
    private const int Chunks = 100;
    private readonly string _directory = Directory.CreateTempSubdirectory("pool-moves").FullName;

    private string Database => Path.Combine(_directory, "vios.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_volume_is_emptied_and_taken_out_by_the_pool_alone()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 2 * Chunks));
        var before = await WrittenAsync(world, 1);

        await world.Ask<Ok>(new ReplacePv(Pool0, PvName.Parse("pv1"), PvOf(2, 2 * Chunks)));
        await UntilAloneAsync(world, "pv2");

        var after = await world.Ask<LuGranted>(new AcquireGrant(LuId(1), ViosId(1), 2));
        AssertMoved(before, after, world);
        Assert.Equal(
            RejectionCode.InUse, (await world.Ask<Rejected>(new DrainPv(Pool0, PvName.Parse("pv2")))).Code);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task A_thick_unit_has_a_place_for_every_chunk_when_its_volume_was_replaced_and_no_other_took_one_of_them()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 2 * Chunks));
        await world.Ask<LuFound>(CreateLu(1, Chunks, thick: true));
        var grant = await world.Ask<LuGranted>(new AcquireGrant(LuId(1), ViosId(1), 1));
        var written = (await world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, 0, 1, 2, 3, 50))).Map;
        await world.Ask<IReply>(new ReleaseGrant(LuId(1), ViosId(1), grant.Epoch));

        await world.Ask<Ok>(new ReplacePv(Pool0, PvName.Parse("pv1"), PvOf(2, 2 * Chunks)));
        await UntilAloneAsync(world, "pv2");

        Assert.Equal(Chunks, (await world.Ask<LuExtentsFound>(new GetLuExtents(Pool0, LuId(1)))).Runs.Sum(run => run.Count));
        var unit = await world.Ask<LuFound>(new GetLu(LuId(1)));
        Assert.Equal((5L, (long)(Chunks - 5)), (unit.MappedChunks, unit.ReservedChunks));
        AssertMoved(written, await world.Ask<LuGranted>(new AcquireGrant(LuId(1), ViosId(1), 2)), world);
    }

    [Fact]
    public async Task A_replacement_that_is_cancelled_leaves_each_chunk_where_it_is()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 2 * Chunks));
        await WrittenAsync(world, 1);
        var (copies, held) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        world.OnCopy = _ => Interlocked.Increment(ref copies) > 40 ? held.Task : Task.CompletedTask;
        await world.Ask<Ok>(new ReplacePv(Pool0, PvName.Parse("pv1"), PvOf(2, 2 * Chunks)));
        await Eventually.ReachAsync("some are moved", () => Task.FromResult(Volatile.Read(ref copies)), count => count > 40);

        await world.Ask<Ok>(new CancelDrain(Pool0, PvName.Parse("pv1")));
        held.SetResult();

        // One more step may have been asked for; a VIOS that is granted the unit meanwhile would have to confirm it.
        await Eventually.ReachAsync(
            "what was under way is in its place", () => world.Ask<LuFound>(new GetLu(LuId(1))), unit => unit.MappedChunks == Chunks);
        var found = await world.Ask<PoolFound>(new GetPool(Pool0));
        Assert.All(found.Pvs, pv => Assert.Equal(PvStatus.InUse, pv.Status));
        Assert.All(found.Volumes, volume => Assert.True(volume.UsedChunks > 0));
        var check = await world.Ask<PoolChecked>(new CheckPool(Pool0));
        Assert.Equal((0, 0), (check.LostChunks, check.TwiceChunks));
    }

    [Fact]
    public async Task What_a_crash_cut_off_is_finished_by_the_next_start()
    {
        IReadOnlyList<MapRun> before;
        await using (var world = World.Start(Database))
        {
            await CreatePool(world, PvOf(1, 2 * Chunks));
            before = await WrittenAsync(world, 1);
            var copies = 0;
            world.OnCopy = _ => Interlocked.Increment(ref copies) > 40 ? new TaskCompletionSource().Task : Task.CompletedTask;
            await world.Ask<Ok>(new ReplacePv(Pool0, PvName.Parse("pv1"), PvOf(2, 2 * Chunks)));
            await Eventually.ReachAsync("some are moved", () => Task.FromResult(Volatile.Read(ref copies)), count => count > 40);
        }

        await using var again = World.Start(Database);
        await UntilAloneAsync(again, "pv2");
        var after = await again.Ask<LuGranted>(new AcquireGrant(LuId(1), ViosId(1), 2));
        Assert.All(after.Map, run => Assert.Equal(1, run.Pv));
        Assert.Equal(LogicalsOf(before), LogicalsOf(after.Map));
    }

    [Fact]
    public async Task A_unit_that_cannot_be_copied_now_holds_up_no_other_and_is_tried_again()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 4 * Chunks));
        await WrittenAsync(world, 1);
        var bad = (await WrittenAsync(world, 2)).Select(run => run.First).ToHashSet();
        var isFailing = true;
        world.OnCopy = transfer => Volatile.Read(ref isFailing) && bad.Contains(transfer.From.First)
            ? Task.FromException(new IOException("the medium is bad here"))
            : Task.CompletedTask;

        await world.Ask<Ok>(new ReplacePv(Pool0, PvName.Parse("pv1"), PvOf(2, 4 * Chunks)));
        await Eventually.ReachAsync(
            "the other is moved", () => world.Ask<LuExtentsFound>(new GetLuExtents(Pool0, LuId(1))),
            held => held.Runs.All(run => run.Pv == 1));
        Assert.Contains(
            (await world.Ask<LuExtentsFound>(new GetLuExtents(Pool0, LuId(2)))).Runs, run => run.Pv == 0);
        await Eventually.ReachAsync(
            "it is said what is in the way", () => world.Ask<PoolFound>(new GetPool(Pool0)),
            pool => pool.Volumes[0].Obstacle is { } obstacle && obstacle.Contains("'lu2' stays there", StringComparison.Ordinal));
        Volatile.Write(ref isFailing, false);
        await UntilAloneAsync(world, "pv2");
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task A_volume_that_cannot_be_erased_holds_up_the_erasure_of_no_other()
    {
        await using var world = World.Start();
        world.OnErase = run => run.Pv == 0 ? new TaskCompletionSource().Task : Task.CompletedTask;
        await CreatePool(world, PvOf(1, 600), PvOf(2, 600));
        await world.Ask<LuAdmitted>(new AdmitLu(
            Pool0, new PoolLu(LuId(1), LuName.Parse("lu1"), ByteSize.FromGibibytes(2), false, Tier.System)));
        await world.Ask<ExtentGranted>(new GrantExtent(Pool0, LuId(1), 1, 1200));

        await world.Ask<Ok>(new ReleaseLu(Pool0, LuId(1)));
        var found = await Eventually.ReachAsync(
            "the sound volume is free", () => world.Ask<PoolFound>(new GetPool(Pool0)), pool => pool.Capacity.FreeChunks == 600);

        Assert.Equal([600L, 0L], found.Volumes.Select(volume => volume.UsedChunks));
        Assert.All(world.ErasedRuns, run => Assert.Equal(1, run.Pv));
    }

    /// <summary>A unit with chunks, and nobody who holds it.</summary>
    private static async Task<IReadOnlyList<MapRun>> WrittenAsync(World world, int lu)
    {
        var grant = await Granted(world, lu, Chunks);
        var logicals = Enumerable.Range(0, Chunks).Select(chunk => (long)chunk).ToArray();
        var map = (await world.Ask<ChunksAllocated>(Allocate(lu, grant.Epoch, logicals))).Map;
        await world.Ask<IReply>(new ReleaseGrant(LuId(lu), ViosId(1), grant.Epoch));
        return map;
    }

    private static Task UntilAloneAsync(World world, string name) => Eventually.ReachAsync(
        $"{name} is the only volume", () => world.Ask<PoolFound>(new GetPool(Pool0)),
        pool => pool.Pvs.Select(pv => pv.Definition.Name.Value).SequenceEqual([name]));

    private static void AssertMoved(IReadOnlyList<MapRun> before, LuGranted after, World world)
    {
        Assert.All(after.Map, run => Assert.Equal(1, run.Pv));
        Assert.Equal(LogicalsOf(before), LogicalsOf(after.Map));
        var place = PlacesOf(after.Map);
        foreach (var (logical, from) in PlacesOf(before))
        {
            Assert.Contains(
                world.Copies, copy => copy.From.Pv == 0 && copy.From.First == from && copy.To.First == place[logical]);
        }
    }

    private static IEnumerable<long> LogicalsOf(IReadOnlyList<MapRun> map) => PlacesOf(map).Keys.Order();

    private static Dictionary<long, long> PlacesOf(IReadOnlyList<MapRun> map) => map
        .SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(offset => (run.Logical + offset, run.First + offset)))
        .ToDictionary(pair => pair.Item1, pair => pair.Item2);
}
