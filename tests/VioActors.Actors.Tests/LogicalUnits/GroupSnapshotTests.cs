using System.Collections.Concurrent;
using Akka.Actor;
using VioActors.Actors.LogicalUnits;
using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Domain.Values;
using VioActors.Scenarios.Tests.Initiators;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.LogicalUnits;

/// <summary>Snapshots of several units at one instant: all of them stand still before the first is taken.</summary>
[Trait("Req", "STO-3")]
public sealed class GroupSnapshotTests : IDisposable
{
    private static readonly LuName Monday = LuName.Parse("monday");
    private static readonly LuUdid[] Units = [LuId(1), LuId(2), LuId(3)];
    private readonly HandClock _clock = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("group-snapshot").FullName;

    private string Database => Path.Combine(_directory, "vios.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task All_stand_still_before_the_first_is_taken_and_then_all_have_it()
    {
        await using var world = await StartAsync();
        var seen = new ConcurrentQueue<object>();

        Assert.Null(await GroupSnapshot.TakeAsync(Seen(world, seen, _ => null), Units, Monday));

        Assert.Equal(
            [typeof(ReadySnapshot), typeof(ReadySnapshot), typeof(ReadySnapshot),
                typeof(PrepareSnapshot), typeof(PrepareSnapshot), typeof(PrepareSnapshot),
                typeof(CommitSnapshot), typeof(CommitSnapshot), typeof(CommitSnapshot), typeof(DecideGroup)],
            seen.Select(message => message.GetType()));
        Assert.Equal([true, true, true], await HaveItAsync(world));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task When_one_refuses_its_second_half_none_has_it_and_all_go_on(int refusing)
    {
        await using var world = await StartAsync();
        var refusal = new Rejected(RejectionCode.WrongStatus, "It went on.");

        var refused = await GroupSnapshot.TakeAsync(
            Seen(world, [], message => message is CommitSnapshot commit && commit.Lu == LuId(refusing) ? refusal : null), Units, Monday);

        Assert.Equal(refusal, refused);
        Assert.Equal([false, false, false], await HaveItAsync(world));
        await GoOnAsync(world);
    }

    [Fact]
    public async Task When_an_answer_is_lost_none_has_it_though_all_had_stored_it()
    {
        await using var world = await StartAsync();
        var lost = new Rejected(RejectionCode.Busy, "No answer.");
        var seen = new ConcurrentQueue<object>();

        // The unit carries it out; what comes back is that nobody answered.
        var refused = await GroupSnapshot.TakeAsync(
            Seen(world, seen, message => message is CommitSnapshot commit && commit.Lu == LuId(2) ? lost : null, alsoForwards: true),
            Units, Monday);

        Assert.Equal(lost, refused);
        Assert.Equal(3, seen.Count(message => message is CancelSnapshot));
        Assert.Equal([false, false, false], await HaveItAsync(world));
        await GoOnAsync(world);
    }

    [Fact]
    public async Task An_older_snapshot_of_the_name_stays_and_the_others_get_none()
    {
        await using var world = await StartAsync();
        await world.Ask<Ok>(new TakeSnapshot(LuId(2), Monday));

        var refused = await GroupSnapshot.TakeAsync(world.LogicalUnits, Units, Monday);

        Assert.Equal(RejectionCode.AlreadyExists, refused!.Code);
        Assert.Equal([false, true, false], await HaveItAsync(world));
        await GoOnAsync(world);
    }

    [Fact]
    public async Task When_everything_ends_between_the_halves_none_has_it_and_all_go_on_at_once()
    {
        await using (var world = await StartAsync(Database))
        {
            foreach (var unit in Units)
                await world.Ask<Ok>(new PrepareSnapshot(unit, Monday));
        }

        await using var again = World.Start(Database, clock: _clock);
        await GoOnAsync(again);
        Assert.Equal([false, false, false], await HaveItAsync(again));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task When_everything_ends_before_the_leader_has_decided_none_has_it(int commits)
    {
        await using (var world = await StartAsync(Database))
            await CommitAsync(world, Units[..commits]);

        await using var again = World.Start(Database, clock: _clock);
        await GoOnAsync(again);
        Assert.Equal([false, false, false], await HaveItAsync(again));
        Assert.Null(await GroupSnapshot.TakeAsync(again.LogicalUnits, Units, Monday));
        Assert.Equal([true, true, true], await HaveItAsync(again));
    }

    [Fact]
    public async Task When_everything_ends_as_soon_as_the_leader_has_decided_all_have_it()
    {
        await using (var world = await StartAsync(Database))
        {
            var group = await CommitAsync(world, Units);
            await world.Ask<Ok>(new DecideGroup(group.Leader, group.Number));
        }

        await using var again = World.Start(Database, clock: _clock);

        // The others ask the leader, whoever looks first.
        Assert.Equal([true, true, true], (await HaveItAsync(again, Units.Reverse())).Reverse());
        await GoOnAsync(again);
        foreach (var unit in Units)
            await again.Ask<Ok>(new RollBack(unit, Monday, false));
    }

    [Fact]
    public async Task When_only_the_caller_ends_the_units_give_it_up_by_themselves()
    {
        await using var world = await StartAsync();
        await CommitAsync(world, Units);
        _clock.Advance(TimeSpan.FromSeconds(11));

        // Answered when the leader has looked at it.
        Assert.Equal([false, false, false], await HaveItAsync(world, Units.Reverse()));
        await GoOnAsync(world);
    }

    [Fact]
    public async Task The_leader_is_deleted_only_when_all_know_what_it_decided()
    {
        await using var world = await StartAsync();
        Assert.Null(await GroupSnapshot.TakeAsync(world.LogicalUnits, Units, Monday));

        await world.Ask<Ok>(new DeleteLu(LuId(1), true));

        Assert.Equal([true, true], await HaveItAsync(world, Units[1..]));
    }

    private async Task<World> StartAsync(string? database = null)
    {
        var world = World.Start(database, clock: _clock);
        await CreatePool(world, PvOf(1, 100));
        for (var number = 1; number <= Units.Length; number++)
            await world.Ask<LuFound>(CreateLu(number, 8));
        return world;
    }

    /// <summary>I/O of each goes on: a VIOS gets a grant, and a place for a first write.</summary>
    private static async Task GoOnAsync(World world)
    {
        for (var number = 1; number <= Units.Length; number++)
        {
            var grant = await world.Ask<LuGranted>(new AcquireGrant(LuId(number), ViosId(1), 1));
            await world.Ask<ChunksAllocated>(Allocate(number, grant.Epoch, 3));
            await world.Ask<Ok>(new ReleaseGrant(LuId(number), ViosId(1), grant.Epoch));
        }
    }

    /// <summary>All stand still, and some of them keep what they are; the leader, which is the first, does not decide.</summary>
    private static async Task<LuGroup> CommitAsync(World world, IEnumerable<LuUdid> committed)
    {
        var leader = Units[0];
        var begun = await world.Ask<GroupBegun>(new PrepareSnapshot(leader, Monday, new LuGroup(leader, 0, [.. Units[1..]])));
        var group = LuGroup.Of(leader, begun.Number);
        foreach (var unit in Units[1..])
            await world.Ask<Ok>(new PrepareSnapshot(unit, Monday, group));
        foreach (var unit in committed)
            await world.Ask<Ok>(new CommitSnapshot(unit, Monday, group));
        return group;
    }

    private static async Task<IReadOnlyList<bool>> HaveItAsync(World world, IEnumerable<LuUdid>? units = null)
    {
        var have = new List<bool>();
        foreach (var unit in units ?? Units)
        {
            have.Add((await world.Ask<SnapshotsFound>(new GetSnapshots(unit))).Snapshots.Any(taken => taken.Name == Monday));
        }

        return have;
    }

    private static IActorRef Seen(
        World world, ConcurrentQueue<object> seen, Func<object, object?> answer, bool alsoForwards = false) =>
        world.Start(Props.Create(() => new Between(world.LogicalUnits, seen, answer, alsoForwards)));

    /// <summary>Stands still, so that units stand still for each other as long as the machine takes.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long _ticks = new DateTime(2026, 1, 1).Ticks;

        public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

        public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
    }

    /// <summary>Stands before the units, notes what comes, and answers some of it itself.</summary>
    private sealed class Between : ReceiveActor
    {
        public Between(IActorRef units, ConcurrentQueue<object> seen, Func<object, object?> answer, bool alsoForwards) =>
            ReceiveAnyAsync(async message =>
            {
                seen.Enqueue(message);
                var asker = Sender;
                if (answer(message) is not { } own)
                {
                    units.Tell(message, asker);
                    return;
                }

                if (alsoForwards)
                    await units.Ask<object>(message, TestLimits.Answer);
                asker.Tell(own);
            });
    }
}
