using System.Data.Common;
using Akka.Persistence.Query.Internal;
using Akka.Persistence.Sql.Db;
using Akka.Persistence.Sql.Journal;

namespace Akka.Persistence.Sql.Query;

/// <summary>Reads for queries. Thread-safe; as many reads at a time as <c>parallelism</c> allows, the others wait.</summary>
internal sealed class SqlStoredEvents : IStoredEvents
{
    private const string Columns =
        "j.sequence_number, j.created, j.message, j.manifest, j.identifier, j.writer_uuid, j.persistence_id, j.ordering";

    private readonly SqlDatabase _database;
    private readonly PayloadSerialization _serialization;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly string _journal;
    private readonly string _tags;

    public SqlStoredEvents(SqlStoreSettings settings, PayloadSerialization serialization, TimeProvider time)
    {
        (_serialization, _time) = (serialization, time);
        _database = new SqlDatabase(settings, [SqlTable.Journal, SqlTable.Tags], time);
        _places = new SemaphoreSlim(settings.Parallelism, settings.Parallelism);
        (_journal, _tags) = (_database.Dialect.Table(SqlTable.Journal.Name), _database.Dialect.Table(SqlTable.Tags.Name));
    }

    public Task<long> SettledOrderingAsync(CancellationToken token) =>
        RunAsync(connection => _database.Dialect.SettledOrderingAsync(connection, _time, token), token);

    public Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken token) => RunAsync(async connection =>
    {
        await using var command = connection.Command(
            $"SELECT sequence_number FROM {_journal} WHERE {JournalReader.OneId} "
            + "ORDER BY persistence_id DESC, sequence_number DESC LIMIT 1",
            ("@id", persistenceId),
            ("@from", 0L),
            ("@to", long.MaxValue));
        return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is long highest ? highest : 0L;
    }, token);

    public Task<IReadOnlyList<StoredEvent>> ByIdAsync(string persistenceId, long from, long to, int countMax, CancellationToken token) =>
        ReadAsync(
            $"FROM {_journal} AS j WHERE {JournalReader.OneId} AND deleted = (1 = 0) ORDER BY persistence_id, sequence_number LIMIT @count",
            token,
            ("@id", persistenceId),
            ("@from", from),
            ("@to", to),
            ("@count", countMax));

    public Task<IReadOnlyList<StoredEvent>> ByOrderingAsync(string? tag, long after, long to, int countMax, CancellationToken token) =>
        tag is null
            ? ReadAsync(
                $"FROM {_journal} AS j WHERE ordering > @after AND ordering <= @to AND deleted = (1 = 0) ORDER BY ordering LIMIT @count",
                token,
                ("@after", after),
                ("@to", to),
                ("@count", countMax))
            : ReadAsync(
                $"""
                FROM {_tags} AS t JOIN {_journal} AS j ON j.ordering = t.ordering_id
                WHERE {_database.Dialect.HasTag} AND t.ordering_id > @after AND t.ordering_id <= @to AND j.deleted = (1 = 0)
                ORDER BY t.ordering_id LIMIT @count
                """,
                token,
                ("@tag", tag),
                ("@after", after),
                ("@to", to),
                ("@count", countMax));

    public Task<IReadOnlyList<string>> IdsAsync(long after, long to, CancellationToken token) => RunAsync<IReadOnlyList<string>>(
        async connection =>
    {
        await using var command = connection.Command(
            $"SELECT DISTINCT persistence_id FROM {_journal} WHERE ordering > @after AND ordering <= @to ORDER BY persistence_id",
            ("@after", after),
            ("@to", to));
        await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
        var ids = new List<string>();
        while (await reader.ReadAsync(token).ConfigureAwait(false))
            ids.Add(reader.GetString(0));
        return ids;
    }, token);

    private Task<IReadOnlyList<StoredEvent>> ReadAsync(
        string from, CancellationToken token, params (string Name, object? Value)[] parameters) =>
        RunAsync<IReadOnlyList<StoredEvent>>(async connection =>
        {
            await using var command = connection.Command(
                $"SELECT {Columns}, {_database.Dialect.TagsOfEvent(_tags)} {from}", parameters);
            await using var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            var events = new List<StoredEvent>();
            while (await reader.ReadAsync(token).ConfigureAwait(false))
                events.Add(EventOf(reader));
            return events;
        }, token);

    private StoredEvent EventOf(DbDataReader reader)
    {
        var row = JournalReader.RowOf(reader.GetString(6), reader);
        return new StoredEvent(reader.GetInt64(7), JournalReader.ToEvent(row, _serialization), _database.Dialect.ReadTags(reader, 8));
    }

    /// <summary>Runs on the thread pool: the driver of SQLite blocks its caller.</summary>
    private async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> call, CancellationToken token)
    {
        await _places.WaitAsync(token).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => _database.RetryAsync(async () =>
            {
                token.ThrowIfCancellationRequested();
                await using var connection = await _database.OpenAsync().ConfigureAwait(false);
                return await call(connection).ConfigureAwait(false);
            }), token).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }
}
