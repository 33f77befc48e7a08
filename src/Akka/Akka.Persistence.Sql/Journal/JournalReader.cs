using System.Data.Common;
using Akka.Persistence.Sql.Db;

namespace Akka.Persistence.Sql.Journal;

/// <summary>Reads and deletes events. Thread-safe; as many calls at a time as the settings allow, the others wait.</summary>
internal sealed class JournalReader(SqlDatabase database, SqlStoreSettings settings, PayloadSerialization serialization)
{
    // Compared as a row, the unique index is the only one that fits. With "persistence_id = @id ... ORDER BY sequence_number"
    // PostgreSQL may walk the index of sequence numbers through the events of all actors, or sort all events of one for each page.
    public const string OneId = "(persistence_id, sequence_number) >= (@id, @from) AND (persistence_id, sequence_number) <= (@id, @to)";

    private readonly DbCalls _calls = new(database, settings.Parallelism);
    private readonly string _journal = database.Dialect.Table(SqlTable.Journal.Name);
    private readonly string _tags = database.Dialect.Table(SqlTable.Tags.Name);

    public Task<long> ReadHighestAsync(string persistenceId) => _calls.RunAsync(async connection =>
    {
        await using var command = connection.Command(
            $"SELECT sequence_number FROM {_journal} WHERE {OneId} ORDER BY persistence_id DESC, sequence_number DESC LIMIT 1",
            ("@id", persistenceId),
            ("@from", 0L),
            ("@to", long.MaxValue));
        return await command.ExecuteScalarAsync().ConfigureAwait(false) is long highest ? highest : 0L;
    });

    /// <summary>Reads nothing any more; completes when the last call has ended.</summary>
    public Task EndAsync() => _calls.EndAsync();

    /// <summary>Gives events page by page; a page that fails is read again from the last event that was given.</summary>
    public async Task ReplayAsync(string persistenceId, long from, long to, long max, Action<IPersistentRepresentation> give)
    {
        var next = from;
        var left = max;
        while (next <= to && left > 0)
        {
            var page = await ReadPageAsync(persistenceId, next, to, (int)Math.Min(left, settings.ReplayBatchSize)).ConfigureAwait(false);
            foreach (var row in page)
                give(ToEvent(row, serialization));
            if (page.Count < settings.ReplayBatchSize)
                return;
            next = page[^1].SequenceNr + 1;
            left -= page.Count;
        }
    }

    /// <summary>Deletes events; the last one stays, marked as deleted, so that its number is not given again.</summary>
    public Task DeleteAsync(string persistenceId, long to) => _calls.RunAsync(async connection =>
    {
        await using var transaction = await database.Dialect.BeginWriteAsync(connection).ConfigureAwait(false);
        await ExecuteAsync(
            $"UPDATE {_journal} SET deleted = (1 = 1) WHERE persistence_id = @id AND sequence_number <= @to").ConfigureAwait(false);
        await ExecuteAsync($"DELETE FROM {_tags} WHERE persistence_id = @id AND sequence_nr <= @to").ConfigureAwait(false);
        await ExecuteAsync(
            $"DELETE FROM {_journal} WHERE persistence_id = @id AND sequence_number <= @to "
            + $"AND sequence_number < (SELECT MAX(sequence_number) FROM {_journal} WHERE persistence_id = @id)").ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return true;

        Task ExecuteAsync(string sql) => connection.ExecuteAsync(sql, ("@id", persistenceId), ("@to", to));
    });

    private Task<List<JournalRow>> ReadPageAsync(string persistenceId, long from, long to, int count) => _calls.RunAsync(async connection =>
    {
        await using var command = connection.Command(
            $"""
            SELECT sequence_number, created, message, manifest, identifier, writer_uuid FROM {_journal}
            WHERE {OneId} AND deleted = (1 = 0) ORDER BY persistence_id, sequence_number LIMIT @count
            """,
            ("@id", persistenceId),
            ("@from", from),
            ("@to", to),
            ("@count", count));
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var page = new List<JournalRow>();
        while (await reader.ReadAsync().ConfigureAwait(false))
            page.Add(RowOf(persistenceId, reader));
        return page;
    });

    /// <summary>The columns in the order of the page query.</summary>
    public static JournalRow RowOf(string persistenceId, DbDataReader reader)
    {
        var number = reader.GetInt64(0);
        if (reader.IsDBNull(4))
            throw new InvalidDataException(
                $"Event {number} of [{persistenceId}] has no serializer id in the journal, so it cannot be read.");
        return new JournalRow(
            persistenceId,
            number,
            reader.GetInt64(1),
            reader.GetFieldValue<byte[]>(2),
            reader.TextOrNull(3) ?? string.Empty,
            reader.GetInt32(4),
            reader.TextOrNull(5) ?? string.Empty,
            []);
    }

    public static Persistent ToEvent(JournalRow row, PayloadSerialization serialization)
    {
        try
        {
            var payload = serialization.FromRow(row.Message, row.SerializerId, row.Manifest);
            return new Persistent(
                payload, row.SequenceNr, row.PersistenceId, row.Manifest, WriterGuid: row.Writer, Timestamp: row.Created);
        }
        catch (Exception e)
        {
            throw new InvalidDataException(
                $"Event {row.SequenceNr} of [{row.PersistenceId}] in the journal cannot be read: serializer {row.SerializerId}, "
                + $"manifest [{row.Manifest}], {row.Message.Length} bytes: {e.Message} Is its serializer configured?",
                e);
        }
    }
}
