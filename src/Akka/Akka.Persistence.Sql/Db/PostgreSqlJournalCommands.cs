using Akka.Persistence.Sql.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Akka.Persistence.Sql.Db;

/// <inheritdoc />
internal sealed class PostgreSqlJournalCommands(NpgsqlConnection connection, string journal, string tags, int rowsMax) : DbCommandJournal
{
    private const string EventColumns =
        "(created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)";

    private const string EventRows =
        """
        SELECT created, FALSE, id, number, message, manifest, identifier, writer
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS row(created, id, number, message, manifest, identifier, writer)
        """;

    private static readonly NpgsqlDbType[] EventTypes =
    [
        NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bytea, NpgsqlDbType.Text, NpgsqlDbType.Integer,
        NpgsqlDbType.Text,
    ];

    private static readonly NpgsqlDbType[] TagTypes = [NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Text];

    private NpgsqlCommand? _write;

    private string WriteSql =>
        $"""
        WITH wanted AS (SELECT * FROM unnest($11, $12) AS given(id, expected)),
        known AS (SELECT bool_and(COALESCE(last.sequence_number, 0) = wanted.expected) AS fine
          FROM wanted LEFT JOIN LATERAL ({Last}) AS last ON TRUE),
        written AS (INSERT INTO {journal} {EventColumns} {EventRows} WHERE (SELECT fine FROM known)
          RETURNING ordering, persistence_id, sequence_number),
        tagged AS (INSERT INTO {tags} (ordering_id, tag, sequence_nr, persistence_id)
          SELECT written.ordering, given.tag, given.number, given.id FROM unnest($8, $9, $10) AS given(id, number, tag)
          JOIN written ON written.persistence_id = given.id AND written.sequence_number = given.number)
        SELECT fine FROM known
        """;

    /// <summary>
    /// The last event of wanted.id: the row comparison leaves the planner the unique index only, which it walks backwards.
    /// </summary>
    private string Last =>
        $"""
        SELECT sequence_number, writer_uuid FROM {journal}
        WHERE (persistence_id, sequence_number) >= (wanted.id, 0)
          AND (persistence_id, sequence_number) <= (wanted.id, {long.MaxValue})
        ORDER BY persistence_id DESC, sequence_number DESC LIMIT 1
        """;

    public override async Task<bool> TryWriteAsync(IReadOnlyList<JournalRow> rows, IReadOnlyList<(string Id, long Last)> expected)
    {
        if (rows.Count > rowsMax)
            return false;
        var command = _write ??= await PrepareWriteAsync().ConfigureAwait(false);
        object[] values = [.. EventValues(rows), .. TagValues(Tagged(rows)), expected.Select(one => one.Id).ToArray(),
            expected.Select(one => one.Last).ToArray()];
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        return await command.ExecuteScalarAsync().ConfigureAwait(false) is true;
    }

    public override async Task<IReadOnlyDictionary<string, LastEvent>> ReadLastAsync(IReadOnlyCollection<string> persistenceIds)
    {
        var found = new Dictionary<string, LastEvent>(persistenceIds.Count);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT wanted.id, last.sequence_number, last.writer_uuid FROM unnest($1) AS wanted(id) CROSS JOIN LATERAL ({Last}) AS last
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
            var tagged = Tagged(chunk);
            if (tagged.Length > 0)
                await InsertTagsAsync(tagged).ConfigureAwait(false);
        }
    }

    public override void Dispose() => _write?.Dispose();

    private async Task InsertEventsAsync(JournalRow[] rows)
    {
        await using var command = new NpgsqlCommand($"INSERT INTO {journal} {EventColumns} {EventRows}", connection);
        Add(command, EventTypes, EventValues(rows));
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
        Add(command, TagTypes, TagValues(tagged));
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private static (JournalRow Row, string Tag)[] Tagged(IEnumerable<JournalRow> rows) =>
        rows.SelectMany(row => row.Tags.Select(tag => (row, tag))).ToArray();

    private static object[] EventValues(IReadOnlyList<JournalRow> rows) =>
    [
        rows.Select(row => row.Created).ToArray(),
        rows.Select(row => row.PersistenceId).ToArray(),
        rows.Select(row => row.SequenceNr).ToArray(),
        rows.Select(row => row.Message).ToArray(),
        rows.Select(row => row.Manifest).ToArray(),
        rows.Select(row => row.SerializerId).ToArray(),
        rows.Select(row => row.Writer).ToArray(),
    ];

    private static object[] TagValues((JournalRow Row, string Tag)[] tagged) =>
    [
        tagged.Select(item => item.Row.PersistenceId).ToArray(),
        tagged.Select(item => item.Row.SequenceNr).ToArray(),
        tagged.Select(item => item.Tag).ToArray(),
    ];

    private static void Add(NpgsqlCommand command, NpgsqlDbType[] types, object[] values)
    {
        foreach (var (type, value) in types.Zip(values))
            command.Parameters.Add(Array(type, value));
    }

    /// <summary>Prepared once for the connection, with empty arrays.</summary>
    private async Task<NpgsqlCommand> PrepareWriteAsync()
    {
        var command = new NpgsqlCommand(WriteSql, connection);
        Add(command, EventTypes, EventValues([]));
        Add(command, TagTypes, TagValues([]));
        Add(command, [NpgsqlDbType.Text, NpgsqlDbType.Bigint], [System.Array.Empty<string>(), System.Array.Empty<long>()]);
        await command.PrepareAsync().ConfigureAwait(false);
        return command;
    }

    private static NpgsqlParameter Array(NpgsqlDbType element, object values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | element, Value = values };
}
