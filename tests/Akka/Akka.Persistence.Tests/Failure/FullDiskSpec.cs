using Akka.Actor;
using Akka.Persistence.Tests.Fixtures;
using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Tests.Failure;

/// <summary>A database on a disk that fills up in the middle of the writes and is cleared again.</summary>
public sealed class FullDiskSpec : ActorSpec
{
    private const int Full = 13;

    protected override SmallDiskStore Store { get; } = new();

    [SmallDiskFact]
    public async Task Acknowledged_events_survive_and_writing_goes_on_when_there_is_room_again()
    {
        var text = new string('x', 2000);
        var actor = await StartedAsync("a");
        Observer.Watch(actor);
        Assert.Equal(1, (await actor.Ask<Ack>(new Append(text), Limit)).SequenceNr);
        Store.Fill();
        var acknowledged = 1L;
        object answer;
        do
        {
            // Until the pages that the log still had are used up.
            actor.Tell(new Append(text), Observer.Ref);
            answer = await Observer.NextAsync<object>();
            if (answer is Ack ack)
                acknowledged = ack.SequenceNr;
        }
        while (answer is Ack);

        var failed = Assert.IsType<Failed>(answer);
        Assert.Equal(("persist", acknowledged + 1), (failed.What, failed.SequenceNr));
        Assert.Equal(Full, Assert.IsType<SqliteException>(failed.Cause).SqliteErrorCode);
        await Observer.UntilAsync<Terminated>();

        Store.MakeRoom();
        actor = Start("a");
        var recovered = await Observer.NextAsync<Recovered>();
        Assert.Equal(acknowledged, recovered.SequenceNr);
        Assert.All(recovered.Texts, one => Assert.Equal(text, one));
        Assert.Equal(acknowledged + 1, (await actor.Ask<Ack>(new Append("after"), Limit)).SequenceNr);
    }

    [SmallDiskFact]
    public async Task A_snapshot_that_finds_no_room_fails_and_the_actor_goes_on()
    {
        var actor = await StartedAsync("a");
        await actor.Ask<Ack>(new Append("1"), Limit);
        await Snapshots.Ask<SaveSnapshotSuccess>(new SaveSnapshot(new SnapshotMetadata("a", 1), new Items(["1"])), Limit);
        Store.Fill();

        var failure = await Snapshots.Ask<SaveSnapshotFailure>(
            new SaveSnapshot(new SnapshotMetadata("a", 2), new Items([new string('x', 3_000_000)])), Limit);

        Assert.Equal(Full, Assert.IsType<SqliteException>(failure.Cause).SqliteErrorCode);
        Assert.Equal(["1"], await TextsAsync(actor));
        Store.MakeRoom();
        Assert.Equal(2, (await actor.Ask<Ack>(new Append("2"), Limit)).SequenceNr);
    }
}
