using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Query.Internal;
using Akka.Streams.Dsl;
using Akka.Util;

namespace Akka.Persistence.Query.InMemory;

/// <summary>Queries of the journal in memory. Thread-safe.</summary>
public sealed class InMemoryReadJournal : IEventsByPersistenceIdQuery, ICurrentEventsByPersistenceIdQuery, IEventsByTagQuery,
    ICurrentEventsByTagQuery, IAllEventsQuery, ICurrentAllEventsQuery, IPersistenceIdsQuery, ICurrentPersistenceIdsQuery
{
    /// <summary>The section of its configuration.</summary>
    public const string Identifier = "akka.persistence.query.journal.inmem";

    private readonly JournalQueries _queries;

    public InMemoryReadJournal(ExtendedActorSystem system, Config config)
    {
        var persistence = Persistence.Instance.Apply(system);
        var plugin = config.GetString("write-plugin", "");
        _queries = new JournalQueries(
            new MemoryEvents(persistence.JournalFor(plugin)),
            new QuerySettings(
                config.GetTimeSpan("refresh-interval", TimeSpan.FromSeconds(3), allowInfinite: false),
                Math.Max(1, config.GetInt("max-buffer-size", 100)),
                TimeSource.From(system.Settings.Config)),
            persistence.SignalOf(plugin),
            persistence.AdaptersFor(plugin));
    }

    public static Config DefaultConfiguration() =>
        ConfigurationFactory.FromResource<InMemoryReadJournal>("Akka.Persistence.Query.InMemory.query.conf");

    public Source<EventEnvelope, NotUsed> EventsByPersistenceId(string persistenceId, long fromSequenceNr, long toSequenceNr) =>
        _queries.ByPersistenceId(persistenceId, fromSequenceNr, toSequenceNr, live: true);

    public Source<EventEnvelope, NotUsed> CurrentEventsByPersistenceId(string persistenceId, long fromSequenceNr, long toSequenceNr) =>
        _queries.ByPersistenceId(persistenceId, fromSequenceNr, toSequenceNr, live: false);

    public Source<EventEnvelope, NotUsed> EventsByTag(string tag, Offset? offset = null) => _queries.ByOrdering(tag, offset, live: true);

    public Source<EventEnvelope, NotUsed> CurrentEventsByTag(string tag, Offset? offset = null) =>
        _queries.ByOrdering(tag, offset, live: false);

    public Source<EventEnvelope, NotUsed> AllEvents(Offset? offset = null) => _queries.ByOrdering(null, offset, live: true);

    public Source<EventEnvelope, NotUsed> CurrentAllEvents(Offset? offset = null) => _queries.ByOrdering(null, offset, live: false);

    public Source<string, NotUsed> PersistenceIds() => _queries.PersistenceIds(live: true);

    public Source<string, NotUsed> CurrentPersistenceIds() => _queries.PersistenceIds(live: false);
}

/// <summary>Makes <see cref="InMemoryReadJournal"/>.</summary>
public sealed class InMemoryReadJournalProvider(ExtendedActorSystem system, Config config) : IReadJournalProvider
{
    public IReadJournal GetReadJournal() => new InMemoryReadJournal(system, config);
}
