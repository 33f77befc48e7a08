using Npgsql;

namespace Akka.Cluster.Sql;

/// <summary>
/// Listens for notifications on a connection of its own, and again when that is lost. What is missed meanwhile the polls find.
/// Thread-safe.
/// </summary>
internal sealed class PostgreSqlListener(NpgsqlDataSource source, string cluster, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>A silent connection is asked for a sign of life so often.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start(Action changed) => _loop = Task.Run(() => RunAsync(changed));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(Action changed)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(changed).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (
                e is NpgsqlException or IOException or TimeoutException or InvalidOperationException or OperationCanceledException)
            {
                // The database is away, which the calls of the members report; only the pause matters here.
                await Task.Delay(Pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(Action changed)
    {
        await using var connection = await source.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
        connection.Notification += (_, notification) =>
        {
            if (notification.Payload == cluster)
                changed();
        };
        await connection.RunAsync($"LISTEN {PostgreSqlMembershipDialect.Channel}", [], _stop.Token).ConfigureAwait(false);
        changed();
        try
        {
            while (true)
            {
                using var quiet = new CancellationTokenSource(Silence, time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, _stop.Token);
                try
                {
                    await connection.WaitAsync(both.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
                {
                    await connection.RunAsync("SELECT 1", [], _stop.Token).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // Not back into the pool: it would go on to listen there.
            NpgsqlConnection.ClearPool(connection);
        }
    }
}
