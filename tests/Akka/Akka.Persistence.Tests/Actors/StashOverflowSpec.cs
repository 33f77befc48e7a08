using Akka.Actor;
using Akka.Event;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Actors;

public sealed class StashOverflowSpec : ActorSpec
{
    protected override Store Store { get; } = new MemoryStore();

    [Fact]
    public async Task ReplyTo_answers_what_the_full_stash_cannot_take()
    {
        var actor = Bounded(new ReplyToStrategy("busy"));
        for (var i = 0; i < 5; i++)
            actor.Tell(new Append($"{i}"), Observer.Ref);

        for (var i = 2; i < 5; i++)
            Assert.Equal("busy", await Observer.NextAsync<string>());
        Gate.SetResult();
        await Observer.NextAsync<Recovered>();
        Assert.Equal("0", (await Observer.NextAsync<Ack>()).Text);
        Assert.Equal("1", (await Observer.NextAsync<Ack>()).Text);
    }

    [Fact]
    public async Task Discard_sends_them_to_the_dead_letters()
    {
        System.EventStream.Subscribe(Observer.Ref, typeof(DeadLetter));
        var actor = Bounded(DiscardToDeadLetterStrategy.Instance);
        for (var i = 0; i < 3; i++)
            actor.Tell(new Append($"{i}"), Observer.Ref);

        Assert.Equal(new Append("2"), (await Observer.NextAsync<DeadLetter>()).Message);
        Gate.SetResult();
    }

    [Fact]
    public void The_default_strategy_comes_from_the_configuration() =>
        Assert.IsType<ThrowOverflowExceptionStrategy>(Persistence.Instance.Apply(System).DefaultInternalStashOverflowStrategy);

    private TaskCompletionSource Gate { get; } = new();

    protected override Akka.Configuration.Config Configure(Akka.Configuration.Config config) => ((Akka.Configuration.Config)"""
        akka.persistence.snapshot-store.plugin = gated
        gated.class = "Akka.Persistence.Tests.Actors.StashOverflowSpec+GatedSnapshotStore, Akka.Persistence.Tests"
        """).WithFallback(config);

    /// <summary>An actor whose recovery waits for the gate.</summary>
    private IActorRef Bounded(IStashOverflowStrategy strategy)
    {
        Snapshots.Tell(Gate.Task, ActorRefs.NoSender);
        return System.ActorOf(Props.Create(() => new Overflowing(Observer.Ref, strategy)).WithStashCapacity(2));
    }

    private sealed class Overflowing(IActorRef observer, IStashOverflowStrategy strategy) : Collector("bounded", observer)
    {
        public override IStashOverflowStrategy InternalStashOverflowStrategy => strategy;
    }

    public sealed class GatedSnapshotStore : Akka.Persistence.Snapshot.MemorySnapshotStore
    {
        private Task _gate = Task.CompletedTask;

        protected override bool ReceivePluginInternal(object message)
        {
            if (message is not Task gate)
                return false;
            _gate = gate;
            return true;
        }

        protected override async Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
        {
            await _gate;
            return await base.LoadAsync(persistenceId, criteria);
        }
    }
}
