using Npgsql;

namespace VioActors.Persistence.Backup;

/// <summary>The VIOS DB in PostgreSQL. Thread-safe.</summary>
/// <param name="connectionString">As the journal has it.</param>
public sealed class PostgreSqlViosDb(string connectionString) : IViosDbStore
{
    private const int LockSecondsMax = 10;

    private readonly NpgsqlConnectionStringBuilder _source = new(connectionString) { Pooling = false, CommandTimeout = 600 };

    public string Name => $"{_source.Database} at {_source.Host}";

    public IDbAtPosition OpenNow()
    {
        try
        {
            return OpenAt(PositionNow());
        }
        catch (NpgsqlException unreadable)
        {
            throw Unreadable(unreadable);
        }
    }

    public IDbAtPosition OpenAt(long position)
    {
        var connection = new NpgsqlConnection(_source.ToString());
        try
        {
            connection.Open();
            return new PostgreSqlDbAtPosition(connection, position);
        }
        catch (NpgsqlException unreadable)
        {
            connection.Dispose();
            throw Unreadable(unreadable);
        }
        catch (IOException)
        {
            connection.Dispose();
            throw;
        }
    }

    public long Restore(IEnumerable<DbRow> rows, bool replaces)
    {
        try
        {
            using var connection = new NpgsqlConnection(_source.ToString());
            connection.Open();
            return PostgreSqlDbRestore.Restore(connection, Name, rows, replaces);
        }
        catch (NpgsqlException failed)
        {
            throw new IOException($"The VIOS DB {Name} cannot be restored: {failed.Message} Nothing was changed.", failed);
        }
    }

    // An event gets its number before it is seen. SHARE waits until nobody is between the two and keeps others from beginning (PostgreSQL
    // documentation, 13.3.1), so that the last number is one up to which everything is there; writers wait for this one question.
    private long PositionNow()
    {
        using var connection = new NpgsqlConnection(_source.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var command = new NpgsqlCommand(
            $"SET LOCAL lock_timeout = '{LockSecondsMax}s'; LOCK TABLE journal IN SHARE MODE", connection, transaction);
        command.ExecuteNonQuery();
        command.CommandText = "SELECT coalesce(max(ordering), 0) FROM journal";
        var position = (long)command.ExecuteScalar()!;
        transaction.Commit();
        return position;
    }

    private IOException Unreadable(NpgsqlException cause) => new($"The VIOS DB {Name} cannot be read: {cause.Message}", cause);
}
