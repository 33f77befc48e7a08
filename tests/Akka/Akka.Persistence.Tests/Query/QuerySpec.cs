using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Query;
using Akka.Persistence.Query.InMemory;
using Akka.Persistence.Sql.Query;
using Akka.Persistence.Tests.Fixtures;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Akka.Persistence.Tests.Query;

/// <summary>Actors that write tagged events, and a read journal on the same store.</summary>
public abstract class QuerySpec : ActorSpec
{
    private ActorMaterializer? _materializer;

    /// <summary>
    /// Long, so that only a notification of the writer can be what wakes a live query in a test; short where other processes write.
    /// </summary>
    protected virtual string RefreshInterval => "1 h";

    protected abstract string JournalId { get; }

    protected IReadJournal Read => Store is MemoryStore
        ? System.ReadJournalFor<InMemoryReadJournal>(InMemoryReadJournal.Identifier)
        : System.ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);

    protected ActorMaterializer Materializer => _materializer ??= System.Materializer();

    protected override Config Configure(Config config) => Tagging(config);

    protected Config Tagging(Config config) => ConfigurationFactory.ParseString($$"""
        {{JournalId}} {
          event-adapters { tagging = "Akka.Persistence.Tests.Query.TaggingAdapter, Akka.Persistence.Tests" }
          event-adapter-bindings { "Akka.Persistence.Tests.Fixtures.Appended, Akka.Persistence.Tests" = tagging }
        }
        akka.persistence.query.journal.sql { refresh-interval = {{RefreshInterval}}, max-buffer-size = 7 }
        akka.persistence.query.journal.inmem { refresh-interval = {{RefreshInterval}}, max-buffer-size = 7 }
        """).WithFallback(config);

    protected Source<EventEnvelope, NotUsed> ById(string id, long from, long to, bool live) => live
        ? ((IEventsByPersistenceIdQuery)Read).EventsByPersistenceId(id, from, to)
        : ((ICurrentEventsByPersistenceIdQuery)Read).CurrentEventsByPersistenceId(id, from, to);

    protected Source<EventEnvelope, NotUsed> ByTag(string tag, Offset? offset = null, bool live = false) => live
        ? ((IEventsByTagQuery)Read).EventsByTag(tag, offset)
        : ((ICurrentEventsByTagQuery)Read).CurrentEventsByTag(tag, offset);

    protected Source<EventEnvelope, NotUsed> All(Offset? offset = null, bool live = false) => live
        ? ((IAllEventsQuery)Read).AllEvents(offset)
        : ((ICurrentAllEventsQuery)Read).CurrentAllEvents(offset);

    protected Source<string, NotUsed> Ids(bool live) => live
        ? ((IPersistenceIdsQuery)Read).PersistenceIds()
        : ((ICurrentPersistenceIdsQuery)Read).CurrentPersistenceIds();

    protected Task<IImmutableList<T>> SeqAsync<T>(Source<T, NotUsed> source) =>
        source.RunWith(Sink.Seq<T>(), Materializer).WaitAsync(TimeSpan.FromMinutes(3));

    protected async Task<string[]> TextsAsync(Source<EventEnvelope, NotUsed> source) => [.. (await SeqAsync(source)).Select(Text)];

    protected static string Text(EventEnvelope envelope) => ((Appended)envelope.Event).Text;

    /// <summary>A writer that has written these.</summary>
    protected async Task<IActorRef> WrittenAsync(string id, params string[] texts)
    {
        var actor = await StartedAsync(id);
        foreach (var text in texts)
            await actor.Ask<Ack>(new Append(text), Limit);
        return actor;
    }
}
