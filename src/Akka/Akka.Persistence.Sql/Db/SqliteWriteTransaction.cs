using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Akka.Persistence.Sql.Db;

/// <summary>
/// Takes SQLite's write lock first (BEGIN IMMEDIATE), so that what is read before an insert stays true. While another connection
/// holds the lock this asks again every few milliseconds: the library's and the driver's own waits block a thread, for longer.
/// </summary>
internal sealed class SqliteWriteTransaction : WriteTransaction
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(16);

    private readonly SqliteConnection _connection;
    private bool _open = true;

    private SqliteWriteTransaction(SqliteConnection connection) => _connection = connection;

    /// <exception cref="SqliteException">Busy: the lock was not free within the timeout.</exception>
    public static async Task<SqliteWriteTransaction> BeginAsync(SqliteConnection connection, TimeSpan timeout, TimeProvider time)
    {
        var start = time.GetTimestamp();
        var wait = ShortestWait;
        while (true)
        {
            var result = raw.sqlite3_exec(connection.Handle!, "BEGIN IMMEDIATE");
            if (result == raw.SQLITE_OK)
                return new SqliteWriteTransaction(connection);
            if (result != raw.SQLITE_BUSY || time.GetElapsedTime(start) > timeout)
                SqliteException.ThrowExceptionForRC(result, connection.Handle!);
            await Task.Delay(wait, time).ConfigureAwait(false);
            wait = wait < LongestWait ? wait * 2 : LongestWait;
        }
    }

    public override async Task CommitAsync()
    {
        await _connection.ExecuteAsync("COMMIT").ConfigureAwait(false);
        _open = false;
    }

    public override async ValueTask DisposeAsync()
    {
        // Some errors, a full disk among them, have ended the transaction already (SQLite, "ROLLBACK").
        if (_open && raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
            await _connection.ExecuteAsync("ROLLBACK").ConfigureAwait(false);
        _open = false;
    }
}
