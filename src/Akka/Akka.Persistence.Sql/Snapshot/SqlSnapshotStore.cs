using System.Data.Common;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Snapshot;
using Akka.Persistence.Sql.Db;
using Akka.Persistence.Sql.Journal;

namespace Akka.Persistence.Sql.Snapshot;

/// <summary>Snapshots in SQLite or PostgreSQL, table as in the default mapping of Akka.Persistence.Sql. One per plugin id.</summary>
public class SqlSnapshotStore : SnapshotStore
{
    // Compared as a row, the primary key is the only index that fits; see JournalReader.
    private const string Matches =
        "(persistence_id, sequence_number) >= (@id, @min) AND (persistence_id, sequence_number) <= (@id, @max) "
        + "AND created BETWEEN @minCreated AND @maxCreated";

    private readonly Lazy<Parts> _parts;
    private readonly PayloadSerialization _serialization;

    public SqlSnapshotStore(Config config)
    {
        _serialization = new PayloadSerialization((ExtendedActorSystem)Context.System);
        // A setting that cannot be fails every call with its reason, instead of leaving the callers without an answer.
        _parts = new Lazy<Parts>(() => Parts.Create(config));
    }

    protected override void PostStop()
    {
        // As of the journal: nothing of this store is in the database when its system has ended, unless the database does not answer.
        if (_parts.IsValueCreated)
            _ = _parts.Value.Calls.EndAsync().Wait(SqlWriteJournal.EndLimit);
        base.PostStop();
    }

    private string Table => _parts.Value.Database.Dialect.Table(SqlTable.Snapshot.Name);

    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        RunAsync(async connection =>
    {
        await using var command = connection.Command(
            $"SELECT sequence_number, created, snapshot, manifest, serializer_id FROM {Table} WHERE {Matches} "
            + "ORDER BY persistence_id DESC, sequence_number DESC LIMIT 1",
            Criteria(persistenceId, criteria));
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        return await reader.ReadAsync().ConfigureAwait(false) ? Read(persistenceId, reader) : null;
    });

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        var (bytes, serializerId, manifest) = _serialization.ToRow(snapshot);
        return WriteAsync(
            $"""
            INSERT INTO {Table} (persistence_id, sequence_number, created, snapshot, manifest, serializer_id)
            VALUES (@id, @number, @created, @snapshot, @manifest, @serializer)
            ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET created = excluded.created, snapshot = excluded.snapshot,
              manifest = excluded.manifest, serializer_id = excluded.serializer_id
            """,
            ("@id", metadata.PersistenceId),
            ("@number", metadata.SequenceNr),
            ("@created", metadata.Timestamp.Ticks),
            ("@snapshot", bytes),
            ("@manifest", manifest),
            ("@serializer", serializerId));
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata)
    {
        var known = metadata.Timestamp != DateTime.MinValue;
        return DeleteAsync(metadata.PersistenceId, new SnapshotSelectionCriteria(
            metadata.SequenceNr, known ? metadata.Timestamp : DateTime.MaxValue, metadata.SequenceNr, known ? metadata.Timestamp : null));
    }

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        WriteAsync($"DELETE FROM {Table} WHERE {Matches}", Criteria(persistenceId, criteria));

    private static (string Name, object? Value)[] Criteria(string persistenceId, SnapshotSelectionCriteria criteria) =>
    [
        ("@id", persistenceId),
        ("@min", criteria.MinSequenceNr),
        ("@max", criteria.MaxSequenceNr),
        ("@minCreated", criteria.MinTimestamp?.Ticks ?? 0L),
        ("@maxCreated", criteria.MaxTimeStamp.Ticks),
    ];

    private SelectedSnapshot Read(string persistenceId, DbDataReader reader)
    {
        var number = reader.GetInt64(0);
        if (reader.IsDBNull(2) || reader.IsDBNull(4))
            throw new InvalidDataException($"Snapshot {number} of [{persistenceId}] has no content or no serializer id.");
        var manifest = reader.TextOrNull(3);
        var serializerId = reader.GetInt32(4);
        try
        {
            var snapshot = _serialization.FromRow(reader.GetFieldValue<byte[]>(2), serializerId, manifest);
            return new SelectedSnapshot(
                new SnapshotMetadata(persistenceId, number, new DateTime(reader.GetInt64(1), DateTimeKind.Utc)), snapshot);
        }
        catch (Exception e) when (e is not DbException)
        {
            throw new InvalidDataException(
                $"Snapshot {number} of [{persistenceId}] cannot be read: serializer {serializerId}, manifest [{manifest}]: {e.Message}",
                    e);
        }
    }

    private Task WriteAsync(string sql, params (string Name, object? Value)[] parameters) => RunAsync(async connection =>
    {
        await using var transaction = await _parts.Value.Database.Dialect.BeginWriteAsync(connection).ConfigureAwait(false);
        await connection.ExecuteAsync(sql, parameters).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        return true;
    });

    private Task<T> RunAsync<T>(Func<DbConnection, Task<T>> call) => _parts.Value.Calls.RunAsync(call);

    private sealed record Parts(SqlDatabase Database, DbCalls Calls)
    {
        public static Parts Create(Config config)
        {
            var settings = new SqlStoreSettings(
                config.WithFallback(SqlPersistence.DefaultSnapshotConfiguration), SqlPersistence.SnapshotStoreConfigPath);
            var database = new SqlDatabase(settings, [SqlTable.Snapshot], TimeProvider.System);
            return new Parts(database, new DbCalls(database, settings.Parallelism));
        }
    }
}
