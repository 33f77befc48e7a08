using Akka.Actor;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Actors;

/// <summary>Commands, events, recovery and snapshots; run on each store.</summary>
public abstract class PersistentActorSpec : ActorSpec
{
    protected override Akka.Configuration.Config Configure(Akka.Configuration.Config config) =>
        config + "akka.actor.serialize-messages = on";

    [ContractFact]
    public async Task A_reply_comes_after_the_write_and_the_state_survives_a_crash()
    {
        var actor = await StartedAsync("a");
        Assert.Equal(new Ack("one", 1), await actor.Ask<Ack>(new Append("one"), Limit));
        Assert.Equal(new Ack("two", 2), await actor.Ask<Ack>(new Append("two"), Limit));

        await CrashAsync(actor);
        Start("a");

        var recovered = await Observer.NextAsync<Recovered>();
        Assert.Equal(["one", "two"], recovered.Texts);
        Assert.Equal(2, recovered.SequenceNr);
    }

    [ContractFact]
    public async Task Commands_that_arrive_during_a_write_keep_their_order()
    {
        var actor = await StartedAsync("a");
        var texts = Enumerable.Range(1, 500).Select(i => $"{i}").ToArray();

        foreach (var text in texts)
            actor.Tell(new Append(text), Observer.Ref);

        foreach (var text in texts)
            Assert.Equal(text, (await Observer.NextAsync<Ack>()).Text);
        Assert.Equal(texts, await TextsAsync(actor));
    }

    [ContractFact]
    public async Task Commands_sent_before_the_recovery_wait_for_its_end()
    {
        var actor = await StartedAsync("a");
        await actor.Ask<Ack>(new AppendAll(["1", "2"]), Limit);
        await CrashAsync(actor);

        actor = Start("a");
        actor.Tell(new Append("3"), Observer.Ref);

        Assert.Equal(["1", "2"], (await Observer.NextAsync<Recovered>()).Texts);
        Assert.Equal(new Ack("3", 3), await Observer.NextAsync<Ack>());
    }

    [ContractFact]
    public async Task A_handler_that_fails_restarts_the_actor_with_its_event_and_loses_no_command()
    {
        var actor = await StartedAsync("a");
        actor.Tell(new Append("1"), Observer.Ref);
        actor.Tell(new AppendThenFail("2"), Observer.Ref);
        actor.Tell(new Append("3"), Observer.Ref);
        actor.Tell(new Append("4"), Observer.Ref);

        Assert.Equal("1", (await Observer.NextAsync<Ack>()).Text);
        Assert.Equal(["1", "2"], (await Observer.NextAsync<Recovered>()).Texts);
        Assert.Equal("3", (await Observer.NextAsync<Ack>()).Text);
        Assert.Equal("4", (await Observer.NextAsync<Ack>()).Text);
        Assert.Equal(["1", "2", "3", "4"], await TextsAsync(actor));
    }

    [ContractFact]
    public async Task A_recovery_starts_from_the_snapshot()
    {
        var actor = await StartedAsync("a");
        await actor.Ask<Ack>(new Append("1"), Limit);
        await actor.Ask<Ack>(new Append("2"), Limit);
        actor.Tell(new Save());
        Assert.Equal(2, (await Observer.NextAsync<SaveSnapshotSuccess>()).Metadata.SequenceNr);
        await actor.Ask<Ack>(new Append("3"), Limit);
        actor.Tell(new DeleteTo(2));
        Assert.Equal(2, (await Observer.NextAsync<DeleteMessagesSuccess>()).ToSequenceNr);

        await CrashAsync(actor);
        actor = Start("a");

        Assert.Equal(2, (await Observer.NextAsync<SnapshotMetadata>()).SequenceNr);
        Assert.Equal(["1", "2", "3"], (await Observer.NextAsync<Recovered>()).Texts);
        actor.Tell(new DropSnapshots());
        await Observer.NextAsync<DeleteSnapshotsSuccess>();
    }

    [ContractFact]
    public async Task The_number_goes_on_after_all_events_are_deleted()
    {
        var actor = await StartedAsync("a");
        await actor.Ask<Ack>(new Append("1"), Limit);
        actor.Tell(new DeleteTo(long.MaxValue));
        await Observer.NextAsync<DeleteMessagesSuccess>();

        await CrashAsync(actor);
        actor = Start("a");

        var recovered = await Observer.NextAsync<Recovered>();
        Assert.Empty(recovered.Texts);
        Assert.Equal(1, recovered.SequenceNr);
        Assert.Equal(2, (await actor.Ask<Ack>(new Append("2"), Limit)).SequenceNr);
    }

    [ContractFact]
    public async Task The_second_of_two_writers_stops_and_the_first_goes_on()
    {
        var first = await StartedAsync("a");
        var second = await StartedAsync("a");
        Observer.Watch(second);
        await first.Ask<Ack>(new Append("1"), Limit);

        second.Tell(new Append("mine"), Observer.Ref);

        var failed = await Observer.NextAsync<Failed>();
        Assert.Equal("persist", failed.What);
        Assert.Equal(second, (await Observer.NextAsync<Terminated>()).ActorRef);
        Assert.Equal(new Ack("2", 2), await first.Ask<Ack>(new Append("2"), Limit));
        await CrashAsync(first);
        Start("a");
        Assert.Equal(["1", "2"], (await Observer.NextAsync<Recovered>()).Texts);
    }

    [ContractFact]
    public async Task An_event_without_serializer_is_refused_and_the_actor_goes_on()
    {
        if (!Store.Durable)
            return;
        var actor = await StartedAsync("a");
        actor.Tell(new AppendOdd(), Observer.Ref);
        actor.Tell(new Append("1"), Observer.Ref);

        var failed = await Observer.NextAsync<Failed>();
        Assert.Equal("rejected", failed.What);
        Assert.Equal(1, failed.SequenceNr);
        Assert.Equal(new Ack("1", 2), await Observer.NextAsync<Ack>());
        await CrashAsync(actor);
        Start("a");
        Assert.Equal(["1"], (await Observer.NextAsync<Recovered>()).Texts);
    }

    [ContractFact]
    public async Task Many_actors_recover_within_the_bound()
    {
        const int count = 120;
        foreach (var i in Enumerable.Range(0, count))
            await (await StartedAsync($"a{i}")).Ask<Ack>(new Append($"{i}"), Limit);

        if (Store.Durable)
            await CrashAsync(ActorRefs.Nobody);
        var actors = Enumerable.Range(0, count).Select(i => Start($"a{i}", $"again-{i}")).ToArray();

        for (var i = 0; i < count; i++)
            Assert.Equal([$"{i}"], await TextsAsync(actors[i]));
    }
}

public sealed class MemoryPersistentActorSpec : PersistentActorSpec
{
    protected override Store Store { get; } = new MemoryStore();
}

public sealed class SqlitePersistentActorSpec : PersistentActorSpec
{
    protected override Store Store { get; } = new SqliteStore();
}
