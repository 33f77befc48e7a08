using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.LogicalUnits;

public sealed class LuActorTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lu-actor").FullName;

    private string Database => Path.Combine(_directory, "vios.db");

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task First_writes_are_placed_and_stay_where_they_are()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 100));
        var grant = await Granted(world, 1, 64);
        Assert.Empty(grant.Map);

        var first = await world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, 7, 8));
        var again = await world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, 7, 8));

        Assert.Equal(first, again);
        var place = (await world.Ask<ChunkFound>(new FindChunk(LuId(1), ViosId(1), grant.Epoch, 8))).Place;
        Assert.Equal(new ChunkPlace(first.Map[0].Pv, first.Map[0].First + 1), place);
        var held = await world.Ask<LuExtentsFound>(new GetLuExtents(Pool0, LuId(1)));
        Assert.True(held.Runs.Sum(run => run.Count) >= 2);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Of_changes_at_the_same_moment_the_refused_ones_leave_no_trace_in_the_pool()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 100));
        await world.Ask<LuFound>(CreateLu(1, 64));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => number % 2 == 0
            ? world.Ask<IReply>(new RenameLu(LuId(1), LuName.Parse($"name{number}"), ObjectVersion.First))
            : world.Ask<IReply>(new GrowLu(LuId(1), ByteSize.FromMebibytes(64 + number), ObjectVersion.First))));

        Assert.Single(answers, answer => answer is not Rejected);
        Assert.All(answers.OfType<Rejected>(), refused => Assert.Equal(RejectionCode.VersionConflict, refused.Code));
        var unit = (await world.Ask<LuFound>(new GetLu(LuId(1)))).Identity;
        var known = Assert.Single((await world.Ask<PoolFound>(new GetPool(Pool0))).Lus);
        Assert.Equal(new ObjectVersion(2), unit.Version);
        Assert.Equal((unit.Name, unit.Size), (known.Name, known.Size));
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public async Task Every_step_survives_a_restart_and_a_repeat()
    {
        await Step(world => CreatePool(world, PvOf(1, 100)));
        await Step(world => world.Ask<LuFound>(CreateLu(1, 64)));
        var grant = await Step(world => world.Ask<LuGranted>(new AcquireGrant(LuId(1), ViosId(1), 1)));
        var first = await Step(world => world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, 0, 1, 2, 3, 4)));
        var second = await Step(world => world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, 60, 61, 62, 63)));
        await Step(async world =>
        {
            await world.Ask<IReply>(new RenameLu(LuId(1), LuName.Parse("renamed"), null));
            return true;
        });
        await Step(async world => (await world.Ask<LuFound>(new GrowLu(LuId(1), ByteSize.FromMebibytes(80), null))).Identity);
        var regrant = await Step(world => world.Ask<LuGranted>(new AcquireGrant(LuId(1), ViosId(1), 1)));

        Assert.Equal(grant.Epoch, regrant.Epoch);
        Assert.Equal([.. first.Map, .. second.Map], regrant.Map);
        Assert.Equal(("renamed", 80L << 20), (regrant.Identity.Name.Value, regrant.Identity.Size.Bytes));
        await Step(async world =>
        {
            await world.Ask<IReply>(new ReleaseGrant(LuId(1), ViosId(1), grant.Epoch));
            return true;
        });
        await Step(async world =>
        {
            await world.Ask<IReply>(new DeleteLu(LuId(1), false));
            return true;
        });
        await using var last = World.Start(Database);
        Assert.Equal(RejectionCode.NotFound, (await last.Ask<Rejected>(new GetLu(LuId(1)))).Code);
        Assert.Empty((await last.Ask<LuExtentsFound>(new GetLuExtents(Pool0, LuId(1)))).Runs);
        Assert.Empty((await last.Ask<PoolFound>(new GetPool(Pool0))).Lus);
    }

    [Fact]
    [Trait("Req", "IO-2")]
    public async Task A_change_is_answered_when_every_holder_has_confirmed_it_or_is_gone()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 100));
        var first = await Granted(world, 1, 64);
        var second = await world.Ask<LuGranted>(new AcquireGrant(LuId(1), ViosId(2), 1));
        var change = new ChangeScsi(
            LuId(1), ViosId(1), first.Epoch, 1, 0, LuReservations.None with { Generation = 7 }, LuModes.Default,
            new LuNotice(0, [], [], false, []));
        var answer = world.Ask<ScsiInForce>(change);
        var told = await Eventually.ReachAsync(
            "both are told", () => Task.FromResult(world.Told.Where(told => told.Message is ScsiChanged).ToList()), told =>
                told.Count >= 2);
        Assert.Equal([ViosId(1), ViosId(2)], told.Select(one => one.Vios).Order());
        Assert.All(told, one => Assert.Equal(7, ((ScsiChanged)one.Message).State.Reservations.Generation));

        await world.Ask<IReply>(new ConfirmScsi(LuId(1), ViosId(1), first.Epoch, 1, -1));
        await world.Ask<IReply>(new ConfirmScsi(LuId(1), ViosId(2), second.Epoch - 1, 1, -1));
        await world.Ask<IReply>(new ConfirmScsi(LuId(1), ViosId(2), second.Epoch, 0, 1));
        Assert.False(answer.IsCompleted);
        await world.Ask<IReply>(new EndGrant(LuId(1), ViosId(2), "it died"));

        Assert.Equal(1, (await answer).Version);
        Assert.Equal(1, (await world.Ask<ScsiInForce>(change)).Version);
        Assert.Contains(world.Told, one => one.Message is GrantWithdrawn && one.Vios == ViosId(2));
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task Space_given_back_is_out_of_use_everywhere_then_erased_then_free()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 100));
        var first = await Granted(world, 1, 64);
        var second = await world.Ask<LuGranted>(new AcquireGrant(LuId(1), ViosId(2), 1));
        var mapped = (await world.Ask<ChunksAllocated>(Allocate(1, first.Epoch, 0, 1, 2, 3))).Map[0];

        var answer = world.Ask<ScsiInForce>(new UnmapChunks(LuId(1), ViosId(1), first.Epoch, 1, [new LogicalRun(1, 2)]));
        await world.Ask<IReply>(new ConfirmScsi(LuId(1), ViosId(1), first.Epoch, 0, 1));
        var found = world.Ask<ChunkFound>(new FindChunk(LuId(1), ViosId(1), first.Epoch, 1));
        await world.Ask<LuFound>(new GetLu(LuId(1)));
        Assert.False(answer.IsCompleted || found.IsCompleted);
        Assert.Empty(world.ErasedRuns);
        await world.Ask<IReply>(new ConfirmScsi(LuId(1), ViosId(2), second.Epoch, 0, 1));

        await answer;
        Assert.Null((await found).Place);
        var run = new ChunkRun(mapped.Pv, mapped.First + 1, 2);
        await Eventually.ReachAsync("they are erased", () => Task.FromResult(world.ErasedRuns.ToList()), erased => erased.Contains(run));
        Assert.Equal(2, (await world.Ask<LuFound>(new GetLu(LuId(1)))).MappedChunks);
    }

    [Fact]
    public async Task A_creation_cut_off_before_the_pool_answered_is_completed_by_the_next_start()
    {
        await using (var world = World.Start(Database))
        {
            await CreatePool(world, PvOf(1, 100));
            world.Pools = world.Nobody();
            world.LogicalUnits.Tell(CreateLu(1, 64), Akka.Actor.ActorRefs.NoSender);
            Assert.Equal(RejectionCode.WrongStatus, (await world.Ask<Rejected>(new GetLu(LuId(1)))).Code);
        }

        await using var again = World.Start(Database);
        var found = await again.Ask<LuFound>(CreateLu(1, 64));

        Assert.Equal(LuStatus.Ready, found.Status);
        Assert.Single((await again.Ask<PoolFound>(new GetPool(Pool0))).Lus);
    }

    [Fact]
    [Trait("Req", "STO-2")]
    public async Task An_extent_that_was_given_and_not_received_is_neither_lost_nor_given_twice()
    {
        await using (var world = World.Start(Database))
        {
            await CreatePool(world, PvOf(1, 20));
            var grant = await Granted(world, 1, 64);
            world.Pools = world.Nobody();
            world.LogicalUnits.Tell(Allocate(1, grant.Epoch, 0), Akka.Actor.ActorRefs.NoSender);
            await world.Ask<LuFound>(new GetLu(LuId(1)));

            // The pool gave the chunks; the answer was lost with the crash.
            await world.Ask<ExtentGranted>(new GrantExtent(Pool0, LuId(1), 1, 8));
        }

        await using var again = World.Start(Database);
        var placed = await again.Ask<ChunksAllocated>(Allocate(1, 1, 0));

        Assert.Equal([new MapRun(0, 0, 0, 1)], placed.Map);
        var found = await again.Ask<LuFound>(new GetLu(LuId(1)));
        var held = (await again.Ask<LuExtentsFound>(new GetLuExtents(Pool0, LuId(1)))).Runs.Sum(run => run.Count);
        Assert.Equal(held, found.MappedChunks + found.ReservedChunks);
    }

    [Fact]
    public async Task Many_first_writes_at_once_get_a_place_each()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 3000));
        var grant = await Granted(world, 1, 2000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(chunk =>
            world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, chunk, (chunk + 1) % 1000))));

        var places = answers.SelectMany(answer => answer.Map)
            .SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(offset => (run.Logical + offset, run.Pv, run.First + offset)))
            .ToHashSet();
        Assert.Equal(1000, places.Count);
        Assert.Equal(1000, places.Select(place => place.Item3).Distinct().Count());
    }

    [Fact]
    [Trait("Req", "STO-9")]
    public async Task Two_units_race_for_the_last_chunks_and_space_that_comes_is_used()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 20));
        var grants = new[] { await Granted(world, 1, 64), await Granted(world, 2, 64) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async number =>
            (Lu: 1 + (number % 2), Reply: await world.Ask<IReply>(Allocate(1 + (number % 2), grants[number % 2].Epoch, number / 2)))));

        var placed = answers.Where(answer => answer.Reply is ChunksAllocated)
            .SelectMany(answer => ((ChunksAllocated)answer.Reply).Map)
            .Select(run => (run.Pv, run.First))
            .ToList();
        Assert.Equal(placed.Count, placed.Distinct().Count());
        Assert.All(
            answers.Where(answer => answer.Reply is not ChunksAllocated),
            answer => Assert.Equal(RejectionCode.SpaceExhausted, Assert.IsType<Rejected>(answer.Reply).Code));
        Assert.InRange(placed.Count, 12, 20);
        await Eventually.ReachAsync(
            "it is told that the pool is full", () => Task.FromResult(world.Published),
            published => published.Any(message => message is PoolAlertRaised { Level: PoolAlertLevel.Full }));

        await world.Ask<Ok>(new AddPv(Pool0, PvOf(2, 100)));
        await world.Ask<ChunksAllocated>(Allocate(1, grants[0].Epoch, 0, 31, 63));
        await world.Ask<ChunksAllocated>(Allocate(2, grants[1].Epoch, 0, 31, 63));
    }

    [Fact]
    [Trait("Req", "STO-7")]
    public async Task Holders_are_told_of_use_and_of_growth()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 100));
        await Granted(world, 1, 8);
        var use = new LuUse(new ClientId(1), new VioAdapterId(2), ViosId(1), true, new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));

        await world.Ask<LuOpened>(new OpenLu(LuId(1), use));
        await world.Ask<Rejected>(new OpenLu(LuId(1), use with { Client = new ClientId(9) }));
        await world.Ask<LuFound>(new GrowLu(LuId(1), ByteSize.FromMebibytes(16), null));
        await world.Ask<LuFound>(new GetLu(LuId(1)));

        Assert.Equal([use], Assert.Single(world.Told.Select(told => told.Message).OfType<LuUseFound>()).Uses);
        var changed = Assert.Single(world.Told, told => told.Message is LuChanged);
        Assert.Equal((ViosId(1), 16L << 20), (changed.Vios, ((LuChanged)changed.Message).Identity.Size.Bytes));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // Does it in one life of the system, repeats it in the next, and expects the same answer.
    private async Task<T> Step<T>(Func<World, Task<T>> step)
    {
        T first;
        await using (var world = World.Start(Database))
        {
            first = await step(world);
        }

        await using var again = World.Start(Database);
        Assert.Equal(first, await step(again));
        return first;
    }

    private Task<bool> Step(Func<World, Task> step) => Step(async world =>
    {
        await step(world);
        return true;
    });
}
