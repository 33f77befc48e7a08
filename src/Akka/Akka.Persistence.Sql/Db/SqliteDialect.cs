using System.Data.Common;
using System.Text.Json;
using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace Akka.Persistence.Sql.Db;

/// <summary>SQLite with a write-ahead log: one writer, readers beside it, several processes on one host.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int UniqueConstraint = 2067;
    private const int PrimaryKeyConstraint = 1555;

    private readonly string _connectionString;
    private readonly TimeProvider _time;

    static SqliteDialect() => SQLitePCL.Batteries_V2.Init();

    public SqliteDialect(SqlStoreSettings settings, TimeProvider time)
        : base(settings)
    {
        _time = time;
        if (settings.SchemaName is not null)
            throw new ConfigurationException("SQLite has no schemas: remove [schema-name].");
        var builder = new SqliteConnectionStringBuilder(settings.ConnectionString)
        {
            DefaultTimeout = Math.Max(1, (int)settings.BusyTimeout.TotalSeconds),
        };
        _connectionString = builder.ToString();
        Description = "SQLite " + builder.DataSource;
    }

    public override string Description { get; }

    public override string ColumnsQuery => "SELECT name FROM pragma_table_info(@name)";

    public override IReadOnlyList<string> Definition(SqlTable table) => table.Name switch
    {
        "journal" =>
        [
            """
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
              CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number))
            """,
            "CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created)",
            "CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number)",
        ],
        "tags" =>
        [
            """
            CREATE TABLE IF NOT EXISTS tags (
              ordering_id BIGINT NOT NULL,
              tag TEXT NOT NULL,
              sequence_nr BIGINT NOT NULL,
              persistence_id TEXT NOT NULL,
              PRIMARY KEY (ordering_id, tag))
            """,
            "CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr)",
            "CREATE INDEX IF NOT EXISTS tags_tag_idx ON tags (tag)",
        ],
        _ =>
        [
            """
            CREATE TABLE IF NOT EXISTS snapshot (
              persistence_id TEXT NOT NULL,
              sequence_number BIGINT NOT NULL,
              created BIGINT NOT NULL,
              snapshot BLOB NULL,
              manifest TEXT NULL,
              serializer_id INTEGER NULL,
              PRIMARY KEY (persistence_id, sequence_number))
            """,
            "CREATE INDEX IF NOT EXISTS snapshot_sequence_number_idx ON snapshot (sequence_number)",
            "CREATE INDEX IF NOT EXISTS snapshot_created_idx ON snapshot (created)",
        ],
    };

    public override async Task<WriteTransaction> BeginWriteAsync(DbConnection connection) =>
        await SqliteWriteTransaction.BeginAsync((SqliteConnection)connection, Settings.BusyTimeout, _time).ConfigureAwait(false);

    public override Task<WriteTransaction> BeginDefinitionAsync(DbConnection connection) => BeginWriteAsync(connection);

    public override DbCommandJournal JournalCommands(DbConnection connection) => new SqliteJournalCommands(connection);

    /// <summary>One transaction writes at a time, and orderings are given inside of it: what is visible is settled.</summary>
    public override async Task<long> SettledOrderingAsync(DbConnection connection, TimeProvider time, CancellationToken token)
    {
        await using var command = connection.Command("SELECT MAX(ordering) FROM journal");
        return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is long highest ? highest : 0L;
    }

    // The plus keeps the index of tags out (SQLite, "Disqualifying WHERE clause terms using unary plus"): with it every page would sort all
    // events of the tag, while the primary key has them in order.
    public override string HasTag => "+t.tag = @tag";

    public override string TagsOfEvent(string tagTable) =>
        $"(SELECT json_group_array(tag) FROM (SELECT tag FROM {tagTable} WHERE ordering_id = j.ordering ORDER BY tag))";

    public override string[] ReadTags(DbDataReader reader, int column) =>
        JsonSerializer.Deserialize<string[]>(reader.GetString(column)) ?? [];

    public override bool IsDuplicate(Exception e) =>
        e is SqliteException { SqliteExtendedErrorCode: UniqueConstraint or PrimaryKeyConstraint };

    public override bool IsTransient(Exception e) => e is SqliteException { SqliteErrorCode: Busy or Locked };

    public override void CloseIdle()
    {
        using var one = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(one);
    }

    protected override DbConnection Create() => new SqliteConnection(_connectionString);

    protected override async Task SetUpAsync(DbConnection connection)
    {
        // Writers wait in SqliteWriteTransaction; readers of a write-ahead log wait for nobody.
        await connection.ExecuteAsync($"PRAGMA journal_mode = WAL; PRAGMA synchronous = {Settings.Synchronous}")
            .ConfigureAwait(false);
    }
}
