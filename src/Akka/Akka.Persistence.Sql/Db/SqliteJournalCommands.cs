using System.Data.Common;
using Akka.Persistence.Sql.Journal;

namespace Akka.Persistence.Sql.Db;

/// <inheritdoc />
internal sealed class SqliteJournalCommands : DbCommandJournal
{
    private readonly DbCommand _last;
    private readonly DbCommand _insert;
    private readonly DbCommand _tag;

    public SqliteJournalCommands(DbConnection connection)
    {
        _last = connection.Command(
            "SELECT sequence_number, writer_uuid FROM journal WHERE persistence_id = @id ORDER BY sequence_number DESC LIMIT 1",
                ("@id", null));
        _insert = connection.Command(
            """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            VALUES (@created, 0, @id, @number, @message, @manifest, @identifier, @writer)
            """,
            ("@created", null),
            ("@id", null),
            ("@number", null),
            ("@message", null),
            ("@manifest", null),
            ("@identifier", null),
            ("@writer", null));
        _tag = connection.Command(
            "INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id) "
                + "SELECT ordering, @tag, @number, @id FROM journal WHERE persistence_id = @id AND sequence_number = @number",
            ("@tag", null),
            ("@number", null),
            ("@id", null));
    }

    public override Task<IReadOnlyDictionary<string, LastEvent>> ReadLastAsync(IReadOnlyCollection<string> persistenceIds)
    {
        var found = new Dictionary<string, LastEvent>(persistenceIds.Count);
        foreach (var id in persistenceIds)
        {
            _last.Parameters[0].Value = id;
            using var reader = _last.ExecuteReader();
            if (reader.Read())
                found[id] = new LastEvent(reader.GetInt64(0), reader.TextOrNull(1));
        }

        return Task.FromResult<IReadOnlyDictionary<string, LastEvent>>(found);
    }

    public override Task InsertAsync(IReadOnlyList<JournalRow> rows)
    {
        foreach (var row in rows)
        {
            var values = _insert.Parameters;
            values[0].Value = row.Created;
            values[1].Value = row.PersistenceId;
            values[2].Value = row.SequenceNr;
            values[3].Value = row.Message;
            values[4].Value = (object?)row.Manifest ?? DBNull.Value;
            values[5].Value = row.SerializerId;
            values[6].Value = row.Writer;
            _insert.ExecuteNonQuery();
            InsertTags(row);
        }

        return Task.CompletedTask;
    }

    public override void Dispose()
    {
        foreach (var command in new[] { _last, _insert, _tag })
            command.Dispose();
    }

    private void InsertTags(JournalRow row)
    {
        foreach (var tag in row.Tags)
        {
            _tag.Parameters[0].Value = tag;
            _tag.Parameters[1].Value = row.SequenceNr;
            _tag.Parameters[2].Value = row.PersistenceId;
            _tag.ExecuteNonQuery();
        }
    }
}
