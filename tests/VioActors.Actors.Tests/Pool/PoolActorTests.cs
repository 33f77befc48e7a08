using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Pool;

public sealed class PoolActorTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pool-actor").FullName;

    private string Database => Path.Combine(_directory, "vios.db");

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Chunks_that_came_back_are_erased_before_they_are_given_again()
    {
        await using var world = World.Start();
        var mayErase = new TaskCompletionSource();
        world.OnErase = _ => mayErase.Task;
        await CreatePool(world, PvOf(1, 600));
        await Fill(world, 1, 600);

        await world.Ask<Ok>(new ReleaseLu(Pool0, LuId(1)));
        await Admit(world, 2);
        var refused = await world.Ask<Rejected>(new GrantExtent(Pool0, LuId(2), 1, 1));
        Assert.Equal(RejectionCode.SpaceExhausted, refused.Code);
        Assert.Empty(world.ErasedRuns);
        mayErase.SetResult();
        await UntilErased(world, 600);

        Assert.Equal([256L, 256L, 88L], world.ErasedRuns.Select(run => run.Count));
        await world.Ask<ExtentGranted>(new GrantExtent(Pool0, LuId(2), 1, 600));
    }

    [Fact]
    public async Task An_erasure_that_fails_is_tried_again()
    {
        await using var world = World.Start();
        var failures = 3;
        world.OnErase = _ => Interlocked.Decrement(ref failures) >= 0 ? Task.FromException(new IOException("path "
            + "lost")) : Task.CompletedTask;
        await CreatePool(world, PvOf(1, 10));
        await Fill(world, 1, 10);

        await world.Ask<Ok>(new ReleaseLu(Pool0, LuId(1)));
        await UntilErased(world, 10);

        Assert.Equal([new ChunkRun(0, 0, 10)], world.ErasedRuns);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task An_erasure_cut_off_by_a_crash_is_done_by_the_next_start()
    {
        await using (var world = World.Start(Database))
        {
            world.OnErase = _ => new TaskCompletionSource().Task;
            await CreatePool(world, PvOf(1, 10));
            await Fill(world, 1, 10);
            await world.Ask<Ok>(new ReleaseLu(Pool0, LuId(1)));
        }

        await using var again = World.Start(Database);
        await UntilErased(again, 10);

        Assert.Equal([new ChunkRun(0, 0, 10)], again.ErasedRuns);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Task<LuAdmitted> Admit(World world, int lu) =>
        world.Ask<LuAdmitted>(new AdmitLu(
            Pool0, new PoolLu(LuId(lu), LuName.Parse($"lu{lu}"), ByteSize.FromGibibytes(1), false, Tier.System)));

    private static async Task Fill(World world, int lu, long chunks)
    {
        await Admit(world, lu);
        await world.Ask<ExtentGranted>(new GrantExtent(Pool0, LuId(lu), 1, chunks));
    }

    // The pool answers when it has stored an erasure; asking it is how the test waits.
    private static async Task UntilErased(World world, long chunks)
    {
        PoolFound found;
        do
        {
            found = await world.Ask<PoolFound>(new GetPool(Pool0));
        }
        while (found.Capacity.FreeChunks < chunks);
    }
}
