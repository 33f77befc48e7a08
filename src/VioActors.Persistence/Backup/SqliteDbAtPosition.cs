using Microsoft.Data.Sqlite;
using VioActors.Persistence.Wire;

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

    private SqliteDbAtPosition(SqliteConnection connection, long? position)
    {
        _connection = connection;
        _transaction = connection.BeginTransaction(deferred: true);
        using var command = Command("SELECT coalesce(max(ordering), 0) FROM journal");
        var last = (long)command.ExecuteScalar()!;
        Position = position ?? last;
        if (Position > last)
        {
            Dispose();
            throw new IOException($"The VIOS DB is at position {last} and was never at {Position}: it is another one.");
        }
    }

    public long Position { get; }

    /// <param name="position">A position that it had earlier; null: the present one. One writer at a time stores, so that what stands
    /// up to a position does not change.</param>
    /// <exception cref="IOException">The file cannot be read as a journal, or has not come so far.</exception>
    public static SqliteDbAtPosition Open(string path, long? position = null)
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
            return new SqliteDbAtPosition(connection, position);
        }
        catch (SqliteException unreadable)
        {
            connection.Dispose();
            throw new IOException($"The VIOS DB {path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    public IEnumerable<DbRow> ReadAll() => Read(Command(
        Columns + $"WHERE ordering <= $position AND identifier = {DomainSerializer.SerializerId} ORDER BY ordering"));

    public IEnumerable<DbRow> Read(string persistenceId)
    {
        var command = Command(Columns + "WHERE persistence_id = $id AND ordering <= $position ORDER BY sequence_number");
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
        command.Parameters.AddWithValue("$position", Position);
        return command;
    }
}
