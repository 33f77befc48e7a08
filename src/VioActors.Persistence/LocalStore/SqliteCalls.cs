using Microsoft.Data.Sqlite;

namespace VioActors.Persistence.LocalStore;

/// <summary>
/// Statements with named arguments on one connection, within its current transaction. As thread-safe as the connection: not.
/// </summary>
internal static class SqliteCalls
{
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        using var command = Command(connection, sql, arguments);
        return command.ExecuteNonQuery();
    }

    public static object? Scalar(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        using var command = Command(connection, sql, arguments);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public static List<T> Query<T>(
        this SqliteConnection connection,
        string sql,
        Func<SqliteDataReader, T> read,
        params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        using var command = Command(connection, sql, arguments);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in arguments)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
