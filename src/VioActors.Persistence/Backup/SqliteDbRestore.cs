using Microsoft.Data.Sqlite;
using VioActors.Persistence.LocalStore;

namespace VioActors.Persistence.Backup;

/// <summary>
/// Puts the copy of a cluster's backup in the place of the shared VIOS DB (CBR-2). Nothing may use the DB meanwhile. Everything or nothing:
/// one transaction. Thread-safe.
/// </summary>
public static class SqliteDbRestore
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS journal (
          ordering INTEGER PRIMARY KEY AUTOINCREMENT,
          created BIGINT NOT NULL,
          deleted BOOLEAN NOT NULL,
          persistence_id TEXT NOT NULL,
          sequence_number BIGINT NOT NULL,
          message BLOB NOT NULL,
          manifest TEXT NULL,
          identifier INTEGER NULL,
          writer_uuid TEXT NULL,
          CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number));
        CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created);
        CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number);
        """;

    /// <param name="path">The SQLite file; made when there is none.</param>
    /// <param name="rows">The copy; an error while it is read leaves the DB as it was.</param>
    /// <param name="replaces">Events that are there are given up; else a DB that has any is refused.</param>
    /// <returns>How many events were restored.</returns>
    /// <exception cref="IOException">The file cannot be written, or holds events.</exception>
    /// <exception cref="BackupFormatException">The copy is refused.</exception>
    public static long Restore(string path, IEnumerable<DbRow> rows, bool replaces)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            // A process that has the file open keeps its lock (https://sqlite.org/pragma.html#pragma_locking_mode).
            connection.Execute("PRAGMA locking_mode = EXCLUSIVE");
            connection.Execute("PRAGMA synchronous = FULL");
            using var transaction = connection.BeginTransaction();
            connection.Execute(Tables);
            var present = (long)connection.Scalar("SELECT count(*) FROM journal")!;
            if (present > 0 && !replaces)
            {
                throw new IOException($"The VIOS DB {path} holds {present} events; give --force to replace them by those of the backup.");
            }

            foreach (var table in Existing(connection))
            {
                connection.Execute($"DELETE FROM {table}");
            }

            var count = Insert(connection, rows);
            transaction.Commit();
            return count;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is 5 or 6)
        {
            throw new IOException($"The VIOS DB {path} is in use; stop every process of the cluster first. Nothing was changed.", busy);
        }
        catch (SqliteException failed)
        {
            throw new IOException($"The VIOS DB {path} cannot be restored: {failed.Message} Nothing was changed.", failed);
        }
    }

    // Snapshots of states that the journal no longer leads to would be taken for the truth.
    private static List<string> Existing(SqliteConnection connection) => connection.Query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('journal', 'tags', 'snapshot')", row => row.GetString(0));

    private static long Insert(SqliteConnection connection, IEnumerable<DbRow> rows)
    {
        var count = 0L;
        foreach (var row in rows)
        {
            connection.Execute(
                "INSERT INTO journal(created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) "
                    + "VALUES ($created, 0, $id, $number, $message, $manifest, $serializer, 'restored')",
                ("$created", row.Created), ("$id", row.PersistenceId), ("$number", row.SequenceNr), ("$message", row.Payload),
                ("$manifest", row.Manifest), ("$serializer", row.Serializer));
            count++;
        }

        return count;
    }
}
