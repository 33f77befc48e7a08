using System.Data;
using Npgsql;
using VioActors.Persistence.Wire;

namespace VioActors.Persistence.Backup;

/// <summary>
/// The journal in PostgreSQL up to a position, in one transaction that sees it as it was when it began (PostgreSQL documentation, 13.2.2).
/// Writers are not held up. Not thread-safe; one reading at a time.
/// </summary>
public sealed class PostgreSqlDbAtPosition : IDbAtPosition
{
    private const string Columns = "SELECT persistence_id, sequence_number, created, manifest, identifier, message FROM journal "
        + "WHERE ordering <= @position ";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    /// <param name="connection">Open; closed with this.</param>
    /// <exception cref="IOException">The DB has not come so far.</exception>
    internal PostgreSqlDbAtPosition(NpgsqlConnection connection, long position)
    {
        (_connection, Position) = (connection, position);
        _transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        using var command = Command("SELECT coalesce(max(ordering), 0) FROM journal");
        if ((long)command.ExecuteScalar()! is var last && last < position)
        {
            _transaction.Dispose();
            throw new IOException($"The VIOS DB is at position {last} and was never at {position}: it is another one.");
        }
    }

    public long Position { get; }

    public IEnumerable<DbRow> ReadAll() => Read(Command(
        Columns + $"AND identifier = {DomainSerializer.SerializerId} ORDER BY ordering"));

    public IEnumerable<DbRow> Read(string persistenceId)
    {
        var command = Command(Columns + "AND persistence_id = @id ORDER BY sequence_number");
        command.Parameters.AddWithValue("id", persistenceId);
        return Read(command);
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private static IEnumerable<DbRow> Read(NpgsqlCommand command)
    {
        using (command)
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                yield return new DbRow(
                    reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? "" : reader.GetString(3),
                    reader.IsDBNull(4) ? 0 : reader.GetInt32(4), reader.GetFieldValue<byte[]>(5));
            }
        }
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction);
        if (sql.Contains("@position", StringComparison.Ordinal))
        {
            command.Parameters.AddWithValue("position", Position);
        }

        return command;
    }
}
