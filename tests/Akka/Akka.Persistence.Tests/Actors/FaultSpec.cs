using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Actors;

/// <summary>Journals that fail, are full, are silent, or hold what cannot be read.</summary>
public sealed class FaultSpec : ActorSpec
{
    protected override Store Store { get; } = new MemoryStore();

    protected override Akka.Configuration.Config Configure(Akka.Configuration.Config config) => ((Akka.Configuration.Config)"""
        akka.persistence.journal.plugin = faulty
        akka.persistence.max-concurrent-recoveries = 1
        faulty {
          class = "Akka.Persistence.Tests.Fixtures.FaultyJournal, Akka.Persistence.Tests"
          recovery-event-timeout = 3 s
          circuit-breaker { max-failures = 3, reset-timeout = 1 h }
        }
        """).WithFallback(config);

    [Fact]
    public async Task A_full_disk_stops_the_actor_and_waiting_commands_are_dead_letters()
    {
        var actor = await StartedAsync("full");
        Observer.Watch(actor);
        System.EventStream.Subscribe(Observer.Ref, typeof(DeadLetter));

        actor.Tell(new Append("1"), Observer.Ref);
        actor.Tell(new Append("2"), Observer.Ref);

        var seen = new List<object> { await Observer.NextAsync<Failed>() };
        Assert.Equal("No space left on device", ((Failed)seen[0]).Cause.Message);
        seen = [await Observer.NextAsync<object>(), await Observer.NextAsync<object>()];
        Assert.Contains(seen, m => m is Terminated);
        Assert.Contains(seen, m => m is DeadLetter { Message: Append { Text: "2" } });
    }

    [Fact]
    public async Task After_failures_in_a_row_the_breaker_fails_writes_at_once()
    {
        var actors = new List<IActorRef>();
        for (var i = 1; i <= 3; i++)
            actors.Add(await StartedAsync($"full{i}"));
        foreach (var actor in actors)
        {
            actor.Tell(new Append("x"));
            Assert.IsType<IOException>((await Observer.NextAsync<Failed>()).Cause);
        }

        Start("other");
        var failed = await Observer.NextAsync<Failed>();
        Assert.Equal("recovery", failed.What);
        Assert.IsType<OpenCircuitException>(failed.Cause);
    }

    [Fact]
    public async Task A_second_writer_is_no_failure_of_the_journal()
    {
        var first = await StartedAsync("a");
        for (var i = 1; i <= 5; i++)
        {
            var second = await StartedAsync("a");
            await first.Ask<Ack>(new Append($"{i}"), Limit);
            second.Tell(new Append("mine"));
            Assert.Equal("persist", (await Observer.NextAsync<Failed>()).What);
        }

        Assert.Equal(6, (await first.Ask<Ack>(new Append("6"), Limit)).SequenceNr);
    }

    [Fact]
    public async Task A_silent_journal_ends_the_recovery_and_frees_its_permit()
    {
        var actor = Start("silent");
        Observer.Watch(actor);

        var failed = await Observer.NextAsync<Failed>();
        Assert.IsType<RecoveryTimedOutException>(failed.Cause);
        Assert.Contains("[silent]", failed.Cause.Message, StringComparison.Ordinal);
        await Observer.NextAsync<Terminated>();
        await StartedAsync("next");
    }

    [Fact]
    public async Task An_unreadable_event_stops_the_actor_with_the_cause()
    {
        var actor = Start("unreadable");
        Observer.Watch(actor);

        Assert.Equal("page 7 is damaged", (await Observer.NextAsync<Failed>()).Cause.Message);
        await Observer.NextAsync<Terminated>();
    }

    [Fact]
    public async Task A_journal_that_answers_for_too_many_writes_is_not_believed()
    {
        var actor = await StartedAsync("miscounted");
        actor.Tell(new Append("1"));

        Assert.Contains("2 results for 1", (await Observer.NextAsync<Failed>()).Cause.Message, StringComparison.Ordinal);
    }
}
