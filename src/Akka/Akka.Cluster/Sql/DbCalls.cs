using System.Data.Common;

namespace Akka.Cluster.Sql;

/// <summary>Short forms for commands with named parameters.</summary>
internal static class DbCalls
{
    public static DbCommand Command(this DbConnection connection, string sql, IEnumerable<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static async Task<int> RunAsync(
        this DbConnection connection, string sql, IEnumerable<(string Name, object Value)> parameters, CancellationToken cancel)
    {
        await using var command = connection.Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    public static async Task<long?> NumberAsync(
        this DbConnection connection, string sql, IEnumerable<(string Name, object Value)> parameters, CancellationToken cancel)
    {
        await using var command = connection.Command(sql, parameters);
        var value = await command.ExecuteScalarAsync(cancel).ConfigureAwait(false);
        return value is null or DBNull ? null : Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
    }
}
