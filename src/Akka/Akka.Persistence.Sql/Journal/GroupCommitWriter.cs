using System.Data.Common;
using System.Threading.Channels;
using Akka.Persistence.Sql.Db;

namespace Akka.Persistence.Sql.Journal;

/// <summary>
/// Writes the events of many actors in common transactions: what arrives while one commits goes into the next. A writer's
/// failure fails only its own events. Callers from any thread; one task writes.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private readonly SqlDatabase _database;
    private readonly int _batchEventsMax;
    private readonly Channel<EventWrite> _queue;
    private readonly Task _loop;
    private DbConnection? _connection;
    private DbCommandJournal? _commands;

    public GroupCommitWriter(SqlDatabase database, SqlStoreSettings settings)
    {
        _database = database;
        _batchEventsMax = settings.BatchSize;
        _queue = Channel.CreateBounded<EventWrite>(new BoundedChannelOptions(settings.BufferSize) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Waits for a place in the queue and for the commit.</summary>
    public async Task WriteAsync(EventWrite write)
    {
        await _queue.Writer.WriteAsync(write).ConfigureAwait(false);
        await write.Completion.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var batch = new List<EventWrite>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            var events = 0;
            while (events < _batchEventsMax && _queue.Reader.TryRead(out var write))
            {
                batch.Add(write);
                events += write.Rows.Count;
            }

            await WriteBatchAsync(batch).ConfigureAwait(false);
        }

        await CloseAsync().ConfigureAwait(false);
    }

    private async Task WriteBatchAsync(List<EventWrite> batch)
    {
        try
        {
            await CommitAsync(batch).ConfigureAwait(false);
        }
        catch (Exception e) when (batch.Count > 1 && !_database.Dialect.IsTransient(e))
        {
            // Another process was faster with one of the ids, or the database refuses one of the rows: find out which.
            foreach (var write in batch)
                await WriteBatchAsync([write]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            foreach (var write in batch)
                write.Fail(_database.Dialect.IsDuplicate(e) ? write.Conflict("the event is in the journal already", e) : e);
        }
    }

    private Task CommitAsync(List<EventWrite> batch) => _database.RetryAsync(async () =>
    {
        try
        {
            var commands = await CommandsAsync().ConfigureAwait(false);
            if (await TryShortWayAsync(commands, batch).ConfigureAwait(false))
                return true;
            await using var transaction = await _database.Dialect.BeginWriteAsync(_connection!).ConfigureAwait(false);
            var accepted = await AcceptAsync(commands, batch).ConfigureAwait(false);
            await commands.InsertAsync(accepted.Rows).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            CommitMeter.Committed(accepted.Rows.Count);
            foreach (var (write, conflict) in accepted.Outcomes)
            {
                if (conflict is null)
                    write.Succeed();
                else
                    write.Fail(conflict);
            }

            return true;
        }
        catch
        {
            await CloseAsync().ConfigureAwait(false);
            throw;
        }
    });

    /// <summary>One round trip when nothing is unusual, which it is unless another writer or a lost answer came between.</summary>
    private static async Task<bool> TryShortWayAsync(DbCommandJournal commands, List<EventWrite> batch)
    {
        var expected = batch.Select(write => (write.PersistenceId, write.ExpectedLast)).ToArray();
        if (expected.DistinctBy(one => one.PersistenceId).Count() != batch.Count)
            return false;
        var rows = batch.SelectMany(write => write.Rows).ToArray();
        if (!await commands.TryWriteAsync(rows, expected).ConfigureAwait(false))
            return false;
        CommitMeter.Committed(rows.Length);
        foreach (var write in batch)
            write.Succeed();
        return true;
    }

    private static async Task<(List<JournalRow> Rows, List<(EventWrite Write, Exception? Conflict)> Outcomes)> AcceptAsync(
        DbCommandJournal commands, List<EventWrite> batch)
    {
        var ids = batch.Select(write => write.PersistenceId).Distinct().ToArray();
        var last = new Dictionary<string, LastEvent>(await commands.ReadLastAsync(ids).ConfigureAwait(false));
        var rows = new List<JournalRow>();
        var outcomes = new List<(EventWrite, Exception?)>(batch.Count);
        foreach (var write in batch)
        {
            try
            {
                if (write.MustWrite(last.GetValueOrDefault(write.PersistenceId)))
                {
                    rows.AddRange(write.Rows);
                    last[write.PersistenceId] = new LastEvent(write.Rows[^1].SequenceNr, write.Rows[^1].Writer);
                }

                outcomes.Add((write, null));
            }
            catch (Akka.Persistence.Journal.JournalConflictException e)
            {
                outcomes.Add((write, e));
            }
        }

        return (rows, outcomes);
    }

    private async Task<DbCommandJournal> CommandsAsync()
    {
        if (_commands is not null)
            return _commands;
        _connection = await _database.OpenAsync().ConfigureAwait(false);
        return _commands = _database.Dialect.JournalCommands(_connection);
    }

    private async Task CloseAsync()
    {
        _commands?.Dispose();
        _commands = null;
        if (_connection is not null)
            await _connection.DisposeAsync().ConfigureAwait(false);
        _connection = null;
    }
}
