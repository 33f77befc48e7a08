using Akka.Actor;
using Akka.Persistence.Journal;
using Akka.Persistence.Tests.Fixtures;

namespace Akka.Persistence.Tests.Actors;

public sealed class EventAdapterSpec : ActorSpec
{
    protected override SqliteStore Store { get; } = new();

    protected override Akka.Configuration.Config Configure(Akka.Configuration.Config config) => ((Akka.Configuration.Config)"""
        akka.persistence.journal.sql {
          event-adapters { split = "Akka.Persistence.Tests.Actors.EventAdapterSpec+Splitting, Akka.Persistence.Tests" }
          event-adapter-bindings { "Akka.Persistence.Tests.Fixtures.Appended, Akka.Persistence.Tests" = [split] }
        }
        """).WithFallback(config);

    [Fact]
    public async Task Adapters_change_tag_split_and_drop_events()
    {
        var actor = await StartedAsync("a");
        await actor.Ask<Ack>(new Append("x y"), Limit);
        await actor.Ask<Ack>(new Append("drop"), Limit);
        Assert.Equal(["x y", "drop"], await TextsAsync(actor));

        await CrashAsync(actor);
        Start("a");

        var recovered = await Observer.NextAsync<Recovered>();
        Assert.Equal(["X", "Y"], recovered.Texts);
        Assert.Equal(2, recovered.SequenceNr);
        Assert.Equal(1, Store.Count("tags WHERE tag = 'length-3' AND persistence_id = 'a' AND sequence_nr = 1"));
        Assert.Equal(1, Store.Count("tags JOIN journal ON ordering = ordering_id WHERE tag = 'length-4' AND sequence_number = 2"));
    }

    public sealed class Splitting : IEventAdapter
    {
        public string Manifest(object evt) => string.Empty;

        public object ToJournal(object evt)
        {
            var text = ((Appended)evt).Text;
            return new Tagged(new Appended(text.ToUpperInvariant()), [$"length-{text.Length}"]);
        }

        public IEventSequence FromJournal(object evt, string manifest) => ((Appended)evt).Text switch
        {
            "DROP" => EventSequence.Empty,
            var text => EventSequence.Create(text.Split(' ').Select(part => new Appended(part))),
        };
    }
}
