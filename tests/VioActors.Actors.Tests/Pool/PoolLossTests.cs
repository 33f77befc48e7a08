using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Pool;

/// <summary>A pool that loses a volume tells its units, whatever is cut off meanwhile.</summary>
[Trait("Req", "STO-10")]
public sealed class PoolLossTests : IDisposable
{
    private const int Chunks = 20;
    private readonly string _directory = Directory.CreateTempSubdirectory("pool-losses").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Units_that_were_not_told_before_the_crash_are_told_after_it_and_others_keep_what_they_have()
    {
        var database = Path.Combine(_directory, "vios.db");
        await using (var world = World.Start(database))
        {
            await CreatePool(world, PvOf(1, 400));
            foreach (var lu in new[] { 1, 2 })
                await WrittenAsync(world, lu);
            await world.Ask<Ok>(new AddPv(Pool0, PvOf(2, 400)));
            await world.Ask<Ok>(new NotePvView(Pool0, ViosId(1), [0]));
            await WrittenAsync(world, 3);

            await world.Ask<Ok>(new GiveUpPv(Pool0, PvName.Parse("pv1")));
            var loss = (await Eventually.ReachAsync(
                "operators are told", () => Task.FromResult(world.Published.OfType<DataLost>().ToList()), told => told.Count > 0)).Single();
            Assert.Equal(["lu1", "lu2"], loss.Units.Select(name => name.Value));
            Assert.True(loss.Chunks >= 2 * Chunks);
        }

        await using var again = World.Start(database);
        await again.Ask<PoolFound>(new GetPool(Pool0));
        foreach (var (lu, lost) in new[] { (1, Chunks), (2, Chunks), (3, 0) })
        {
            await Eventually.ReachAsync(
                $"lu{lu} knows", () => again.Ask<LuLossesFound>(new GetLuLosses(LuId(lu))),
                losses => (losses.OwnChunks, losses.SnapshotChunks) == (lost, 0));
        }

        await Eventually.ReachAsync(
            "only what is mapped is left there", () => again.Ask<PvUsersFound>(new GetPvUsers(Pool0, PvName.Parse("pv1"))),
            users => users.Chunks == 2 * Chunks);
        Assert.All((await again.Ask<LuExtentsFound>(new GetLuExtents(Pool0, LuId(3)))).Runs, run => Assert.Equal(1, run.Pv));
        foreach (var lu in new[] { 1, 2 })
            await again.Ask<Ok>(new ReleaseLu(Pool0, LuId(lu)));
        var left = await Eventually.ReachAsync(
            "its record is gone", () => again.Ask<PoolFound>(new GetPool(Pool0)), pool => pool.Pvs.Count == 1);
        Assert.Equal("pv2", left.Pvs[0].Definition.Name.Value);
        Assert.DoesNotContain(again.ErasedRuns, run => run.Pv == 0);
        var check = await again.Ask<PoolChecked>(new CheckPool(Pool0));
        Assert.Equal((0, 0), (check.LostChunks, check.TwiceChunks));
        Assert.Equal(Chunks, (await again.Ask<LuFound>(new GetLu(LuId(3)))).MappedChunks);
    }

    [Fact]
    public async Task What_units_keep_ready_on_a_volume_that_nobody_reaches_is_taken_from_others()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 400));
        var epoch = await WrittenAsync(world, 1);
        await Eventually.ReachAsync(
            "it has a reserve", () => world.Ask<LuFound>(new GetLu(LuId(1))), found => found.ReservedChunks > 0);
        await world.Ask<Ok>(new AddPv(Pool0, PvOf(2, 400)));

        await world.Ask<Ok>(new NotePvView(Pool0, ViosId(1), [0]));
        await Eventually.ReachAsync(
            "the reserve is elsewhere", () => world.Ask<PvUsersFound>(new GetPvUsers(Pool0, PvName.Parse("pv1"))),
            users => users.Chunks == Chunks);

        var map = (await world.Ask<ChunksAllocated>(Allocate(1, epoch, Chunks, Chunks + 1))).Map;
        Assert.All(map, run => Assert.Equal(1, run.Pv));
    }

    /// <summary>The epoch of its grant.</summary>
    private static async Task<long> WrittenAsync(World world, int lu)
    {
        var grant = await Granted(world, lu, 4 * Chunks);
        var logicals = Enumerable.Range(0, Chunks).Select(chunk => (long)chunk).ToArray();
        await world.Ask<ChunksAllocated>(Allocate(lu, grant.Epoch, logicals));
        return grant.Epoch;
    }
}
