using System.Data.Common;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Akka.Cluster.Sql;

/// <summary>A SQLite file with a write-ahead log, for the processes of one host. Its clock is the host's. Thread-safe.</summary>
internal sealed class SqliteMembershipDialect : MembershipDialect
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(16);

    private readonly string _connectionString;
    private readonly TimeProvider _time;

    static SqliteMembershipDialect() => Batteries_V2.Init();

    public SqliteMembershipDialect(MembershipSettings settings, TimeProvider time)
    {
        _time = time;
        if (settings.SchemaName.Length > 0)
            throw new ConfigurationException("SQLite has no schemas: remove akka.cluster.membership.schema-name.");
        var builder = new SqliteConnectionStringBuilder(settings.ConnectionString)
        {
            DefaultTimeout = Math.Max(1, (int)settings.CallTimeout.TotalSeconds),
        };
        _connectionString = builder.ToString();
        Description = "SQLite " + builder.DataSource;
    }

    public override string Description { get; }

    // 2440587.5 is the Julian day of 1970-01-01T00:00Z.
    public override string Now => "CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER)";

    public override string ForUpdate => "";

    public override string Notify => "";

    public override string TableExists => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @name";

    public override string Greatest => "MAX";

    public override async Task<DbConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancel).ConfigureAwait(false);
            await connection.RunAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", [], cancel).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes the write lock first. While another connection holds it this asks again, without blocking a thread.</summary>
    public override async Task<IMembershipTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancel)
    {
        var sqlite = (SqliteConnection)connection;
        for (var wait = ShortestWait; ; wait = wait < LongestWait ? wait * 2 : LongestWait)
        {
            cancel.ThrowIfCancellationRequested();
            var result = raw.sqlite3_exec(sqlite.Handle!, "BEGIN IMMEDIATE");
            if (result == raw.SQLITE_OK)
                return new Transaction(sqlite);
            if (result != raw.SQLITE_BUSY)
                SqliteException.ThrowExceptionForRC(result, sqlite.Handle!);
            await Task.Delay(wait, _time, cancel).ConfigureAwait(false);
        }
    }

    public override Task<IMembershipTransaction> BeginDefinitionAsync(DbConnection connection, CancellationToken cancel) =>
        BeginWriteAsync(connection, cancel);

    public override string Table(string name) => name;

    public override void Listen(Action changed)
    {
        // Nothing: SQLite tells other processes nothing, they poll.
    }

    /// <summary>Idle connections are closed: the next one to be opened finds what is at the database's place then.</summary>
    public override ValueTask DisposeAsync()
    {
        using var one = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(one);
        return ValueTask.CompletedTask;
    }

    private sealed class Transaction(SqliteConnection connection) : IMembershipTransaction
    {
        private bool _open = true;

        public async Task CommitAsync(CancellationToken cancel)
        {
            await connection.RunAsync("COMMIT", [], cancel).ConfigureAwait(false);
            _open = false;
        }

        public async ValueTask DisposeAsync()
        {
            // Some errors, a full disk among them, have ended the transaction already (SQLite, "ROLLBACK").
            if (_open && raw.sqlite3_get_autocommit(connection.Handle!) == 0)
                await connection.RunAsync("ROLLBACK", [], CancellationToken.None).ConfigureAwait(false);
            _open = false;
        }
    }
}
