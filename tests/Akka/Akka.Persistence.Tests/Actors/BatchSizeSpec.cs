using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence.Journal;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Actors;

/// <summary>How many events of one actor go to the journal at once.</summary>
public sealed class BatchSizeSpec : ActorSpec
{
    private const int SizeMax = 50;

    protected override Store Store { get; } = new MemoryStore();

    protected override Akka.Configuration.Config Configure(Akka.Configuration.Config config) => ((Akka.Configuration.Config)$$"""
        akka.persistence {
          max-message-batch-size = {{SizeMax}}
          journal.plugin = measuring
        }
        measuring.class = "Akka.Persistence.Tests.Actors.BatchSizeSpec+MeasuringJournal, Akka.Persistence.Tests"
        """).WithFallback(config);

    [Fact]
    public async Task Events_that_collect_during_a_write_go_in_several_writes_of_the_allowed_size()
    {
        System.EventStream.Subscribe(Observer.Ref, typeof(WriteSize));
        var actor = System.ActorOf(Props.Create(() => new Bulk(Observer.Ref)));
        const int events = 730;

        actor.Tell(events);

        var (sizes, last) = (new List<int>(), 0);
        while (last < events)
        {
            var next = await Observer.NextAsync<object>();
            if (next is WriteSize size)
                sizes.Add(size.Events);
            else
                Assert.Equal(++last, next);
        }

        Assert.Equal(events, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size, 1, SizeMax));
        Assert.Equal(15, sizes.Count);
    }

    [Fact]
    public async Task What_has_to_be_written_whole_is_not_split()
    {
        System.EventStream.Subscribe(Observer.Ref, typeof(WriteSize));
        var actor = await StartedAsync("a");

        actor.Tell(new AppendAll([.. Enumerable.Range(1, 2 * SizeMax).Select(i => $"{i}")]), Observer.Ref);

        Assert.Equal(2 * SizeMax, ((WriteSize)(await Observer.UntilAsync<WriteSize>())[^1]).Events);
    }

    public sealed record WriteSize(int Events);

    public sealed class MeasuringJournal : MemoryJournal
    {
        private readonly ActorSystem _system = Context.System;

        protected override Task<IImmutableList<Exception>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
        {
            var writes = messages.ToArray();
            _system.EventStream.Publish(new WriteSize(writes.Sum(write => write.Size)));
            return base.WriteMessagesAsync(writes);
        }
    }

    private sealed class Bulk(IActorRef observer) : UntypedPersistentActor
    {
        public override string PersistenceId => "bulk";

        protected override void OnCommand(object message)
        {
            for (var i = 1; i <= (int)message; i++)
            {
                var number = i;
                PersistAsync(new Appended($"{i}"), _ => observer.Tell(number));
            }
        }

        protected override void OnRecover(object message)
        {
        }
    }
}
