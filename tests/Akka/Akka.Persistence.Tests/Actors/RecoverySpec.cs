using Akka.Actor;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Actors;

/// <summary>How far an actor recovers, and what it may do at the end.</summary>
public sealed class RecoverySpec : ActorSpec
{
    protected override Store Store { get; } = new MemoryStore();

    [Fact]
    public async Task A_recovery_may_end_at_a_number_or_a_count()
    {
        await FillAsync();

        Assert.Equal(["1", "2"], await RecoverAsync(new Recovery(SnapshotSelectionCriteria.None, 2)));
        Assert.Equal(["1"], await RecoverAsync(new Recovery(SnapshotSelectionCriteria.None, long.MaxValue, 1)));
        Assert.Equal(["1", "2", "3"], await RecoverAsync(new Recovery(SnapshotSelectionCriteria.None)));
    }

    [Fact]
    public async Task Recovery_none_reads_nothing_and_knows_the_number()
    {
        await FillAsync();
        var actor = System.ActorOf(Props.Create(() => new Limited(Observer.Ref, Recovery.None, false)));

        var recovered = await Observer.NextAsync<Recovered>();
        Assert.Empty(recovered.Texts);
        Assert.Equal(3, recovered.SequenceNr);
        Assert.Equal(4, (await actor.Ask<Ack>(new Append("4"), Limit)).SequenceNr);
    }

    [Fact]
    public async Task Events_may_be_persisted_at_the_end_of_a_recovery_and_commands_wait_for_them()
    {
        var actor = System.ActorOf(Props.Create(() => new Limited(Observer.Ref, Recovery.Default, true)));
        actor.Tell(new Append("2"), Observer.Ref);

        await Observer.NextAsync<Recovered>();
        Assert.Equal(new Ack("2", 2), await Observer.NextAsync<Ack>());
        Assert.Equal(["at the end", "2"], await TextsAsync(actor));
    }

    [Fact]
    public void An_actor_knows_its_default_id() =>
        Assert.Equal("/user/x", Persistence.Instance.Apply(System).PersistenceId(Start("x", "x")));

    [Fact]
    public void A_plugin_that_is_not_there_is_named()
    {
        var extension = Persistence.Instance.Apply(System);

        var missing = Assert.Throws<Akka.Configuration.ConfigurationException>(() => extension.JournalFor("no.such.journal"));
        Assert.Contains("[no.such.journal]", missing.Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        var actor = await StartedAsync("limited");
        await actor.Ask<Ack>(new Append("1"), Limit);
        await actor.Ask<Ack>(new Append("2"), Limit);
        await actor.Ask<Ack>(new Append("3"), Limit);
        await StopAsync(actor);
    }

    private async Task<string[]> RecoverAsync(Recovery recovery)
    {
        var actor = System.ActorOf(Props.Create(() => new Limited(Observer.Ref, recovery, false)));
        var texts = (await Observer.NextAsync<Recovered>()).Texts;
        await StopAsync(actor);
        return texts;
    }

    private sealed class Limited(IActorRef observer, Recovery recovery, bool writes) : Collector("limited", observer)
    {
        public override Recovery Recovery => recovery;

        protected override void OnRecovered()
        {
            if (writes)
                Persist(new Appended("at the end"), Apply);
        }
    }
}
