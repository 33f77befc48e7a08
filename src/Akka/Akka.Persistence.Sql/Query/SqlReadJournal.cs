using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Query;
using Akka.Persistence.Query.Internal;
using Akka.Streams.Dsl;
using Akka.Util;

namespace Akka.Persistence.Sql.Query;

/// <summary>
/// Queries of the SQL journal. A query by tag, or of all events, gives them in the order of the column <c>ordering</c> and leaves
/// none out, however many writers there are. Thread-safe.
/// </summary>
public sealed class SqlReadJournal : IEventsByPersistenceIdQuery, ICurrentEventsByPersistenceIdQuery, IEventsByTagQuery,
    ICurrentEventsByTagQuery, IAllEventsQuery, ICurrentAllEventsQuery, IPersistenceIdsQuery, ICurrentPersistenceIdsQuery
{
    private readonly JournalQueries _queries;

    public SqlReadJournal(ExtendedActorSystem system, Config config)
    {
        var persistence = Persistence.Instance.Apply(system);
        var plugin = config.GetString("write-plugin", "");
        var time = TimeSource.From(system.Settings.Config);

        // What the section does not say (the connection, mostly) is that of the journal which it reads.
        var journal = system.Settings.Config.GetConfig(persistence.JournalId(plugin)) ?? Config.Empty;
        var merged = (string.IsNullOrWhiteSpace(config.GetString("connection-string")) ? journal.WithFallback(config) : config)
            .WithFallback(SqlPersistence.DefaultQueryConfiguration.GetConfig(SqlPersistence.QueryConfigPath))
            .WithFallback(SqlPersistence.DefaultJournalConfiguration);
        var settings = new SqlStoreSettings(merged, SqlPersistence.QueryConfigPath);
        _queries = new JournalQueries(
            new SqlStoredEvents(settings, new PayloadSerialization(system), time),
            new QuerySettings(
                config.GetTimeSpan("refresh-interval", TimeSpan.FromSeconds(1), allowInfinite: false),
                Math.Max(1, config.GetInt("max-buffer-size", 500)),
                time),
            persistence.SignalOf(plugin),
            persistence.AdaptersFor(plugin));
    }

    /// <summary>The section of its configuration.</summary>
    public static string Identifier => SqlPersistence.QueryConfigPath;

    public static Config DefaultConfiguration() => SqlPersistence.DefaultQueryConfiguration;

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

/// <summary>Makes <see cref="SqlReadJournal"/>.</summary>
public sealed class SqlReadJournalProvider(ExtendedActorSystem system, Config config) : IReadJournalProvider
{
    public IReadJournal GetReadJournal() => new SqlReadJournal(system, config);
}
