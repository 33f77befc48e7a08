using Microsoft.Data.Sqlite;

namespace VioActors.Persistence.Backup;

/// <summary>
/// The journal in an SQLite file, read in one transaction: SQLite shows it as it was when the transaction began
/// (https://sqlite.org/isolation.html), writers are not held up, and the write-ahead log grows until the end. Not thread-safe.
/// </summary>
public sealed class SqliteDbAtPosition : IDbAtPosition
{
    private const string Columns = "SELECT persistence_id, sequence_number, created, manifest, identifier, message FROM journal ";

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    private SqliteDbAtPosition(SqliteConnection connection)
    {
        _connection = connection;
        _transaction = connection.BeginTransaction(deferred: true);
        using var command = Command("SELECT coalesce(max(ordering), 0) FROM journal");
        Position = (long)command.ExecuteScalar()!;
    }

    public long Position { get; }

    /// <exception cref="IOException">The file cannot be read as a journal.</exception>
    public static SqliteDbAtPosition Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var source = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = 30,
        };
        var connection = new SqliteConnection(source.ToString());
        try
        {
            connection.Open();
            return new SqliteDbAtPosition(connection);
        }
        catch (SqliteException unreadable)
        {
            connection.Dispose();
            throw new IOException($"The VIOS DB {path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    public IEnumerable<DbRow> ReadAll() => Read(Command(Columns + "ORDER BY ordering"));

    public IEnumerable<DbRow> Read(string persistenceId)
    {
        var command = Command(Columns + "WHERE persistence_id = $id ORDER BY sequence_number");
        command.Parameters.AddWithValue("$id", persistenceId);
        return Read(command);
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private static IEnumerable<DbRow> Read(SqliteCommand command)
    {
        using (command)
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                yield return new DbRow(
                    reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? "" : reader.GetString(3),
                    reader.IsDBNull(4) ? 0 : reader.GetInt32(4), (byte[])reader.GetValue(5));
            }
        }
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = sql;
        return command;
    }
}
