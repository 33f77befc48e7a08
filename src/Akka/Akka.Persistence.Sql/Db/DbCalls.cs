using System.Data.Common;

namespace Akka.Persistence.Sql.Db;

/// <summary>
/// Runs calls to a database on the thread pool, since the driver of SQLite blocks its caller; as many at a time as there are places, the
/// others wait. Thread-safe.
/// </summary>
internal sealed class DbCalls(SqlDatabase database, int places)
{
    private readonly SemaphoreSlim _places = new(places, places);
    private volatile bool _ended;

    /// <summary>Runs a call, again when the connection was lost. It must be safe to repeat.</summary>
    /// <exception cref="ObjectDisposedException">The calls have ended.</exception>
    public async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> call)
    {
        await _places.WaitAsync().ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            return await Task.Run(() => database.RetryAsync(async () =>
            {
                await using var connection = await database.OpenAsync().ConfigureAwait(false);
                return await call(connection).ConfigureAwait(false);
            })).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>No call begins any more; completes when none runs and no idle connection is left.</summary>
    public async Task EndAsync()
    {
        _ended = true;
        for (var taken = 0; taken < places; taken++)
            await _places.WaitAsync().ConfigureAwait(false);
        _places.Release(places);
        database.Dialect.CloseIdle();
    }
}
