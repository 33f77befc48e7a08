using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Journal;
using Akka.Persistence.Sql.Db;

namespace Akka.Persistence.Sql.Journal;

/// <summary>
/// The journal in SQLite or PostgreSQL, tables as in the default mapping of Akka.Persistence.Sql. One per plugin id.
/// Guarantee: a confirmed event is committed; a second writer of an id fails instead of mixing its events in. The gap: a write
/// that fails on a timeout may have been committed.
/// </summary>
public class SqlWriteJournal : AsyncWriteJournal
{
    /// <summary>Actors with refused events that are remembered.</summary>
    private const int GapsMax = 10_000;

    /// <summary>How long the end of a store waits for the database.</summary>
    internal static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly Lazy<Parts> _parts;
    private readonly PayloadSerialization _serialization;
    private readonly WriterGaps _gaps = new(GapsMax);

    public SqlWriteJournal(Config config)
    {
        _serialization = new PayloadSerialization((ExtendedActorSystem)Context.System);
        // A setting that cannot be fails every call with its reason, instead of leaving the callers without an answer.
        _parts = new Lazy<Parts>(() => Parts.Create(config, _serialization));
    }

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback) =>
        _parts.Value.Reader.ReplayAsync(persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr) =>
        _parts.Value.Reader.ReadHighestAsync(persistenceId);

    protected override async Task<IImmutableList<Exception>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var writes = messages.ToArray();
        var refused = new Exception?[writes.Length];
        var rows = new List<JournalRow>(writes.Length);
        for (var i = 0; i < writes.Length; i++)
            refused[i] = TryAddRows(writes[i], rows);
        var writer = ((IImmutableList<IPersistentRepresentation>)writes[0].Payload)[0].WriterGuid;
        var expected = _gaps.ExpectedLast(
            writer, writes.Select((write, i) => (write.LowestSequenceNr, write.HighestSequenceNr, refused[i] is not null)).ToArray());
        if (rows.Count > 0)
            await _parts.Value.Writer.WriteAsync(new EventWrite(rows, expected)).ConfigureAwait(false);
        return Array.Exists(refused, e => e is not null) ? refused.ToImmutableArray()! : null;
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) =>
        _parts.Value.Reader.DeleteAsync(persistenceId, toSequenceNr);

    protected override void PostStop()
    {
        // Whoever opens the database after this journal's system has ended finds all that it will ever write, and nobody else in it. A
        // database that does not answer ends the wait, not the writer.
        if (_parts.IsValueCreated)
            _ = _parts.Value.EndAsync().Wait(EndLimit);
        base.PostStop();
    }

    /// <summary>The reason when an event cannot be serialized; then no event of the write is added.</summary>
    private Exception? TryAddRows(AtomicWrite write, List<JournalRow> rows)
    {
        var before = rows.Count;
        try
        {
            foreach (var e in (IImmutableList<IPersistentRepresentation>)write.Payload)
                rows.Add(RowOf(e));
            return null;
        }
        catch (Exception e)
        {
            rows.RemoveRange(before, rows.Count - before);
            return e;
        }
    }

    private JournalRow RowOf(IPersistentRepresentation e)
    {
        var (payload, tags) = e.Payload is Tagged tagged ? (tagged.Payload, tagged.Tags) : (e.Payload, []);
        var (bytes, serializerId, manifest) = _serialization.ToRow(payload);
        return new JournalRow(
            e.PersistenceId,
            e.SequenceNr,
            e.Timestamp,
            bytes,
            manifest,
            serializerId,
            e.WriterGuid,
            tags);
    }

    private sealed record Parts(GroupCommitWriter Writer, JournalReader Reader)
    {
        public async Task EndAsync()
        {
            await Writer.DisposeAsync().ConfigureAwait(false);
            await Reader.EndAsync().ConfigureAwait(false);
        }

        public static Parts Create(Config config, PayloadSerialization serialization)
        {
            var settings = new SqlStoreSettings(
                config.WithFallback(SqlPersistence.DefaultJournalConfiguration), SqlPersistence.JournalConfigPath);
            var database = new SqlDatabase(settings, [SqlTable.Journal, SqlTable.Tags], TimeProvider.System);
            return new Parts(new GroupCommitWriter(database, settings), new JournalReader(database, settings, serialization));
        }
    }
}
