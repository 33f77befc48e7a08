using System.Data.Common;

namespace Akka.Persistence.Sql.Db;

/// <summary>
/// Finds how far the journal can be read without leaving out an event. PostgreSQL gives orderings before the transactions commit, so
/// one that is slow makes its events visible below those of faster ones.
/// </summary>
/// <remarks>
/// A writer holds ROW EXCLUSIVE on the journal from before its first ordering until its transaction has ended. So every writer with
/// an ordering below a visible one holds the lock then, or has ended: it is enough to wait until those that hold it now have ended.
/// Writers are not held up, no time is guessed, and an ordering that a rollback left unused costs no wait. Needs a sequence without
/// cache, as the table has it.
/// </remarks>
internal sealed class PostgreSqlOrdering(DbConnection connection, string journal, TimeProvider time)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly string _writers =
        $"""
        SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = '{journal}'::regclass
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND mode = 'RowExclusiveLock' AND granted
        """;

    public async Task<long> SettledAsync(CancellationToken token)
    {
        // The order of the two statements is what the proof in the remarks needs.
        var highest = await HighestAsync(token).ConfigureAwait(false);
        var writers = await WritersAsync(token).ConfigureAwait(false);
        for (var wait = ShortestWait; writers.Count > 0; wait = wait < LongestWait ? wait * 2 : LongestWait)
        {
            await Task.Delay(wait, time, token).ConfigureAwait(false);
            writers.IntersectWith(await WritersAsync(token).ConfigureAwait(false));
        }

        return highest;
    }

    private async Task<long> HighestAsync(CancellationToken token)
    {
        await using var command = connection.Command($"SELECT MAX(ordering) FROM {journal}");
        return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is long highest ? highest : 0L;
    }

    private async Task<HashSet<string>> WritersAsync(CancellationToken token)
    {
        await using var command = connection.Command(_writers);
        await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
        var writers = new HashSet<string>();
        while (await reader.ReadAsync(token).ConfigureAwait(false))
            writers.Add(reader.GetString(0));
        return writers;
    }
}
