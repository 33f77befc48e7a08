using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace VioActors.Benchmarks.Engine;

/// <summary>The same rows without any engine: a loop of insert and commit on one connection, and a bare write with a flush.</summary>
internal static class RawPeers
{
    public const string Flush = "file: write of 4 KiB and flush";
    public const string Sqlite = "SQLite: raw insert and commit, 1 connection";
    public const string PostgreSql = "PostgreSQL: raw insert and commit, 1 connection";

    private const string Columns = "(id TEXT NOT NULL, number BIGINT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (id, number))";
    private static readonly string Message = new('e', 100);

    public static void RunFlush(string folder, Scale scale, Figures figures)
    {
        var block = new byte[4096];
        using var file = new FileStream(Path.Combine(folder, "flush"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var clock = Clock.Start();
        for (var i = 0; i < scale.SingleWrites; i++)
        {
            file.Write(block);
            file.Flush(flushToDisk: true);
        }

        figures.Add(Flush, clock.Rate(scale.SingleWrites));
    }

    public static async Task RunSqliteAsync(string folder, Scale scale, Figures figures)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "raw.db")}");
        await connection.OpenAsync();
        await ExecuteAsync(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        figures.Add(Sqlite, await LoopAsync(connection, scale.SingleWrites));
    }

    public static async Task RunPostgreSqlAsync(string connectionString, Scale scale, Figures figures)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        figures.Add(PostgreSql, await LoopAsync(connection, scale.SingleWrites));
    }

    private static async Task<double> LoopAsync(DbConnection connection, int rows)
    {
        await ExecuteAsync(connection, "DROP TABLE IF EXISTS raw_events");
        await ExecuteAsync(connection, "CREATE TABLE raw_events " + Columns);
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO raw_events (id, number, message) VALUES (@id, @number, @message)";
        var number = Parameter(insert, "@number");
        Parameter(insert, "@id").Value = "writer";
        Parameter(insert, "@message").Value = Message;
        number.Value = 0L;
        await insert.PrepareAsync();
        var clock = Clock.Start();
        for (var i = 0L; i < rows; i++)
        {
            number.Value = i;
            await insert.ExecuteNonQueryAsync();
        }

        return clock.Rate(rows);
    }

    private static DbParameter Parameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = string.Empty;
        command.Parameters.Add(parameter);
        return parameter;
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
