using Akka.Configuration;
using Akka.Persistence.Tests.Fixtures;
using Npgsql;

namespace Akka.Persistence.Tests.PostgreSql;

/// <summary>A schema of the test server.</summary>
public sealed class PostgreSqlStore(PostgreSqlServer server) : Store
{
    public string Schema { get; } = server.NextSchema();

    public override bool Durable => true;

    protected override Config Specific => ConfigurationFactory.ParseString(
        $"akka.persistence.journal.sql.schema-name = {Schema}, akka.persistence.snapshot-store.sql.schema-name = {Schema}")
        .WithFallback(SqlConfig.For("PostgreSQL.15", server.ConnectionString));

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public async Task<List<string>> QueryAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        return rows;
    }
}
