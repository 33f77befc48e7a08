using Akka.Actor;
using VioActors.Actors.Tests.Aggregates;
using VioActors.Actors.Vios.LogicalUnits;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.LogicalUnits.Snapshots;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Storage.Access;
using VioActors.Storage.Values;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Vios.LogicalUnits;

/// <summary>Writes in one step whose beginning is refused: whatever copy of the request was refused, nothing is left behind.</summary>
[Trait("Req", "IO-1")]
[Trait("Req", "RED-3")]
public sealed class MapOwnerClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly TaskCompletionSource<long> _grantLost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastRequest = 100;

    [Fact]
    public async Task A_repeat_that_is_refused_as_busy_ends_what_the_original_has_begun()
    {
        await using var world = World.Start(waitingMax: 1);
        var grant = await MappedAsync(world);
        var client = ClientOf(world, Props.Create(() => new Repeats(world.LogicalUnits)), Patience);

        var refused = await client.BeginAsync(new GrantEpoch(grant.Epoch), [0], CancellationToken.None);

        Assert.Equal((ChunkAnswerStatus.Unmapped, 0), (refused.Status, refused.Moves.Count));
        await world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, 0));
        var begun = client.BeginAsync(new GrantEpoch(grant.Epoch), [0], CancellationToken.None).AsTask();
        await ConfirmAsync(world, grant, version: 2);
        var moves = (await begun).Moves;
        Assert.Equal(0, Assert.Single(moves).LogicalChunk);
        Assert.True(await client.EndAsync(await begun, done: true));
        var place = (await world.Ask<ChunkFound>(new FindChunk(LuId(1), ViosId(1), grant.Epoch, 0))).Place;
        Assert.Equal(moves[0].To, new ChunkAddress(place!.Value.Pv, place.Value.Chunk));
    }

    [Fact]
    public async Task A_repeat_that_is_refused_as_busy_keeps_the_original_that_waits_from_beginning()
    {
        await using var world = World.Start(waitingMax: 2);
        var grant = await MappedAsync(world);
        var first = world.Ask<RewriteBegun>(new BeginRewrite(LuId(1), ViosId(1), grant.Epoch, 1, [0]));
        await world.Ask<LuFound>(new GetLu(LuId(1)));
        var client = ClientOf(world, Props.Create(() => new Repeats(world.LogicalUnits)), Patience);

        var refused = await client.BeginAsync(new GrantEpoch(grant.Epoch), [0], CancellationToken.None);

        Assert.Equal(ChunkAnswerStatus.Unmapped, refused.Status);
        await ConfirmAsync(world, grant, version: 1);
        await first;
        await world.Ask<Ok>(new EndRewrite(LuId(1), ViosId(1), 1, false));
        await world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, 0));
    }

    [Fact]
    public async Task Without_an_answer_to_its_end_the_chunks_count_as_held_and_at_last_the_grant_is_given_up()
    {
        await using var world = World.Start();
        var client = ClientOf(world, Props.Create(() => new Refuses()), TimeSpan.FromMilliseconds(10));

        var refused = await client.BeginAsync(new GrantEpoch(7), [0], CancellationToken.None);

        Assert.Equal(ChunkAnswerStatus.NotReady, refused.Status);
        Assert.Equal(7, await _grantLost.Task.WaitAsync(Patience));
    }

    private static async Task<LuGranted> MappedAsync(World world)
    {
        await CreatePool(world, PvOf(1, 100));
        var grant = await Granted(world, 1, 8);
        await world.Ask<ChunksAllocated>(Allocate(1, grant.Epoch, 0));
        return grant;
    }

    /// <summary>Lets go of what was withdrawn, as the VIOS would, once the unit has told it of that version.</summary>
    private static async Task ConfirmAsync(World world, LuGranted grant, long version)
    {
        await Eventually.ReachAsync(
            "it is told",
            () => Task.FromResult(world.Told.Select(one => one.Message).OfType<ScsiChanged>().ToList()),
            told => told.Exists(change => change.State.Version >= version));
        await world.Ask<IReply>(new ConfirmScsi(LuId(1), ViosId(1), grant.Epoch, version, version));
    }

    private MapOwnerClient ClientOf(World world, Props way, TimeSpan answerLimit) => new(
        world.Start(way), LuId(1), ViosId(1), answerLimit, () => Interlocked.Increment(ref _lastRequest),
        epoch => _grantLost.TrySetResult(epoch));

    /// <summary>The way to a unit, which loses the answer to the first request that begins something: it is asked for again.</summary>
    private sealed class Repeats : ReceiveActor
    {
        public Repeats(IActorRef units)
        {
            var isFirst = true;
            Receive<BeginRewrite>(begin =>
            {
                if (isFirst)
                    units.Tell(begin, ActorRefs.NoSender);
                isFirst = false;
                units.Forward(begin);
            });
            ReceiveAny(units.Forward);
        }
    }

    /// <summary>A unit with too many who wait, which cannot be reached afterwards.</summary>
    private sealed class Refuses : ReceiveActor
    {
        public Refuses()
        {
            Receive<BeginRewrite>(_ => Sender.Tell(new Rejected(RejectionCode.Busy, "Too many wait here already.")));
            ReceiveAny(_ => { });
        }
    }
}
