using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Pool;

/// <summary>A full pool with 20 chunks kept back: a volume is emptied into that, and clients get nothing of it.</summary>
[Trait("Req", "STO-9")]
[Trait("Req", "STO-10")]
public sealed class PoolReserveTests : IDisposable
{
    private const int Written = 180;
    private readonly string _directory = Directory.CreateTempSubdirectory("pool-reserve").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_volume_is_emptied_in_a_full_pool_while_first_writes_are_refused_and_they_go_on_when_space_comes()
    {
        await using var world = World.Start();
        var before = await FillAsync(world);
        var grant = await Granted(world, 2, 100);
        await RefusedAsync(world, grant);

        // In the middle of it, too.
        var (reached, held) = (NewSource(), NewSource());
        world.OnCopy = _ =>
        {
            reached.TrySetResult();
            return held.Task;
        };
        await world.Ask<Ok>(new DrainPv(Pool0, PvName.Parse("pv1"), ThenRemove: true));
        await reached.Task.WaitAsync(TestLimits.Answer);
        await RefusedAsync(world, grant);
        held.SetResult();
        var pool = await AloneAsync(world);
        await RefusedAsync(world, grant);

        Assert.Equal((180L, 0L, PoolAlertLevel.Full), (pool.Capacity.TotalChunks, pool.Capacity.FreeChunks, pool.Capacity.Alert));
        await AssertMovedAsync(world, before);

        // The reserve is whole again before clients get anything.
        await world.Ask<Ok>(new AddPv(Pool0, PvOf(3, 20)));
        await RefusedAsync(world, grant);
        await world.Ask<Ok>(new AddPv(Pool0, PvOf(4, 20)));
        var allocated = await world.Ask<ChunksAllocated>(Allocate(2, grant.Epoch, 0, 1, 2, 3, 4, 5, 6, 7));
        Assert.Equal(8, allocated.Map.Sum(run => run.Count));
        pool = await world.Ask<PoolFound>(new GetPool(Pool0));
        Assert.True(pool.Capacity.FreeChunks >= PoolSpace.CountReserve(pool.Pvs, pool.Limits));
        Assert.Equal(20, PoolSpace.CountReserve(pool.Pvs, pool.Limits));
    }

    [Fact]
    public async Task What_a_crash_cut_off_goes_on_with_what_was_kept_back()
    {
        var database = Path.Combine(_directory, "vios.db");
        IReadOnlyList<MapRun> before;
        await using (var world = World.Start(database))
        {
            before = await FillAsync(world);
            var reached = NewSource();
            world.OnCopy = _ =>
            {
                reached.TrySetResult();
                return NewSource().Task;
            };
            await world.Ask<Ok>(new DrainPv(Pool0, PvName.Parse("pv1"), ThenRemove: true));
            await reached.Task.WaitAsync(TestLimits.Answer);
        }

        await using var again = World.Start(database);
        await AloneAsync(again);
        await AssertMovedAsync(again, before);
    }

    [Fact]
    [Trait("Req", "IO-1")]
    public async Task Writes_in_one_step_go_on_in_a_full_pool_and_give_back_what_they_took()
    {
        await using var world = World.Start();
        await CreateAsync(world);
        var grant = await Granted(world, 1, Written);
        await WriteAsync(world, grant);

        // Its VIOS has no chunk in use.
        await world.Ask<IReply>(new ConfirmScsi(LuId(1), ViosId(1), grant.Epoch, 1000, 1000));
        var before = (await world.Ask<PoolFound>(new GetPool(Pool0))).Capacity;
        Assert.Equal((20L, PoolAlertLevel.Full), (before.FreeChunks, before.Alert));

        for (var request = 1; request <= 30; request++)
        {
            var begun = await world.Ask<RewriteBegun>(
                new BeginRewrite(LuId(1), ViosId(1), grant.Epoch, request, [request, request + 1]));
            Assert.Equal(2, begun.Copies.Count);
            await world.Ask<Ok>(new EndRewrite(LuId(1), ViosId(1), request, true));
        }

        var after = await Eventually.ReachAsync(
            "all is given back", () => world.Ask<PoolFound>(new GetPool(Pool0)), pool => pool.Capacity.FreeChunks == 20);
        Assert.Equal(before, after.Capacity);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task<Ok> CreateAsync(World world) => world.Ask<Ok>(new CreatePool(
        Pool0, 1 << 20, [PvOf(1, 20), PvOf(2, 180)], PoolThresholds.Default, new PoolLimits(0, 50, 20)));

    /// <summary>A unit that has all but what is kept back, some of it on the small volume, and that nobody holds.</summary>
    private static async Task<IReadOnlyList<MapRun>> FillAsync(World world)
    {
        await CreateAsync(world);
        var grant = await Granted(world, 1, Written);
        var map = await WriteAsync(world, grant);
        await world.Ask<IReply>(new ReleaseGrant(LuId(1), ViosId(1), grant.Epoch));
        return map;
    }

    private static async Task<IReadOnlyList<MapRun>> WriteAsync(World world, LuGranted grant)
    {
        var chunks = Enumerable.Range(0, Written).Select(chunk => (long)chunk).ToArray();
        foreach (var some in chunks.Chunk(10))
            await world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, some));
        var pool = await world.Ask<PoolFound>(new GetPool(Pool0));
        Assert.Equal((20L, PoolAlertLevel.Full), (pool.Capacity.FreeChunks, pool.Capacity.Alert));
        Assert.Equal([20L, 160L], pool.Volumes.Select(volume => volume.UsedChunks));
        return (await world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, chunks))).Map;
    }

    private static async Task RefusedAsync(World world, LuGranted grant) => Assert.Equal(
        RejectionCode.SpaceExhausted, (await world.Ask<Rejected>(Allocate(2, grant.Epoch, 50))).Code);

    private static Task<PoolFound> AloneAsync(World world) => Eventually.ReachAsync(
        "the volume is out of the pool", () => world.Ask<PoolFound>(new GetPool(Pool0)),
        pool => pool.Pvs.Select(pv => pv.Definition.Name.Value).SequenceEqual(["pv2"]));

    /// <summary>What was on the other volume is elsewhere, what was on this one is where it was, and every chunk has one owner.</summary>
    private static async Task AssertMovedAsync(World world, IReadOnlyList<MapRun> before)
    {
        var after = PlacesOf((await world.Ask<LuGranted>(new AcquireGrant(LuId(1), ViosId(1), 2))).Map);
        Assert.Equal(Written, after.Count);
        Assert.Equal(Written, after.Values.Distinct().Count());
        foreach (var (logical, place) in PlacesOf(before))
            Assert.True(after[logical].Pv == 1 && (place.Pv == 0 || place == after[logical]), $"{logical}: {place}, {after[logical]}");
        var check = await world.Ask<PoolChecked>(new CheckPool(Pool0));
        Assert.Equal((0L, 0L), (check.LostChunks, check.TwiceChunks));
    }

    private static Dictionary<long, (int Pv, long Chunk)> PlacesOf(IReadOnlyList<MapRun> map) => map
        .SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(offset => (run.Logical + offset, (run.Pv, run.First + offset))))
        .ToDictionary(pair => pair.Item1, pair => pair.Item2);
}
