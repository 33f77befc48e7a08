using Akka.Persistence.Sql.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Akka.Persistence.Sql.Db;

/// <inheritdoc />
internal sealed class PostgreSqlJournalCommands(NpgsqlConnection connection, string journal, string tags, int rowsMax) : DbCommandJournal
{
    public override async Task<IReadOnlyDictionary<string, LastEvent>> ReadLastAsync(IReadOnlyCollection<string> persistenceIds)
    {
        var found = new Dictionary<string, LastEvent>(persistenceIds.Count);
        // The lateral subquery walks the unique index backwards once for each id.
        await using var command = new NpgsqlCommand(
            $"""
            SELECT wanted.id, last.sequence_number, last.writer_uuid FROM unnest($1) AS wanted(id)
            CROSS JOIN LATERAL (SELECT sequence_number, writer_uuid FROM {journal} WHERE persistence_id = wanted.id
              ORDER BY sequence_number DESC LIMIT 1) AS last
            """,
            connection);
        command.Parameters.Add(Array(NpgsqlDbType.Text, persistenceIds.ToArray()));
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            found[reader.GetString(0)] = new LastEvent(reader.GetInt64(1), reader.TextOrNull(2));
        return found;
    }

    public override async Task InsertAsync(IReadOnlyList<JournalRow> rows)
    {
        foreach (var chunk in rows.Chunk(rowsMax))
        {
            await InsertEventsAsync(chunk).ConfigureAwait(false);
            var tagged = chunk.SelectMany(row => row.Tags.Select(tag => (Row: row, Tag: tag))).ToArray();
            if (tagged.Length > 0)
                await InsertTagsAsync(tagged).ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
    }

    private async Task InsertEventsAsync(JournalRow[] rows)
    {
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO {journal} (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            SELECT created, FALSE, id, number, message, manifest, identifier, writer
            FROM unnest($1, $2, $3, $4, $5, $6, $7) AS row(created, id, number, message, manifest, identifier, writer)
            """,
            connection);
        command.Parameters.Add(Array(NpgsqlDbType.Bigint, rows.Select(row => row.Created).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Text, rows.Select(row => row.PersistenceId).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Bigint, rows.Select(row => row.SequenceNr).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Bytea, rows.Select(row => row.Message).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Text, rows.Select(row => row.Manifest).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Integer, rows.Select(row => row.SerializerId).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Text, rows.Select(row => row.Writer).ToArray()));
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private async Task InsertTagsAsync((JournalRow Row, string Tag)[] tagged)
    {
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO {tags} (ordering_id, tag, sequence_nr, persistence_id)
            SELECT stored.ordering, given.tag, given.number, given.id FROM unnest($1, $2, $3) AS given(id, number, tag)
            JOIN {journal} AS stored ON stored.persistence_id = given.id AND stored.sequence_number = given.number
            """,
            connection);
        command.Parameters.Add(Array(NpgsqlDbType.Text, tagged.Select(item => item.Row.PersistenceId).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Bigint, tagged.Select(item => item.Row.SequenceNr).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Text, tagged.Select(item => item.Tag).ToArray()));
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private static NpgsqlParameter Array(NpgsqlDbType element, object values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | element, Value = values };
}
