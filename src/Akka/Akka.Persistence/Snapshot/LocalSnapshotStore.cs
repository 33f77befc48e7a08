using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Persistence.Snapshot;

/// <summary>
/// Keeps each snapshot in a file of the folder <c>dir</c>. A file appears under its name only when it is complete and on disk.
/// A snapshot that cannot be read is skipped for the next older one, <c>max-load-attempts</c> times.
/// </summary>
public class LocalSnapshotStore : SnapshotStore
{
    private readonly string _folder;
    private readonly int _loadAttemptsMax;
    private readonly ILoggingAdapter _log;
    private readonly Akka.Serialization.Serialization _serialization;
    private long _temporaryFiles;

    public LocalSnapshotStore(Config config)
    {
        _folder = Path.GetFullPath(config.GetString("dir", "snapshots"));
        _loadAttemptsMax = config.GetInt("max-load-attempts", 3);
        _log = Context.GetLogger();
        _serialization = Context.System.Serialization;
    }

    protected override void PreStart()
    {
        Directory.CreateDirectory(_folder);
        base.PreStart();
    }

    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.Run<SelectedSnapshot?>(() =>
    {
        var candidates = Stored(persistenceId).Where(stored => criteria.IsMatch(stored.Metadata))
            .OrderByDescending(stored => stored.Metadata, SnapshotMetadata.Comparer).Take(_loadAttemptsMax).ToArray();
        Exception? last = null;
        foreach (var (metadata, file) in candidates)
        {
            try
            {
                return Read(metadata, file);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _log.Warning("Cannot read {0}; the next older snapshot of [{1}] is tried: {2}", file, persistenceId, e.Message);
                last = e;
            }
        }

        return last is null
            ? null
            : throw new InvalidDataException($"None of the {candidates.Length} newest snapshots of [{persistenceId}] can be read.", last);
    });

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot) => Task.Run(() =>
    {
        var serializer = _serialization.FindSerializerFor(snapshot);
        var content = new SnapshotFile(
            metadata.PersistenceId,
            serializer.Identifier,
            Akka.Serialization.Serialization.ManifestFor(serializer, snapshot),
            serializer.ToBinary(snapshot));
        var file = Path.Combine(_folder, SnapshotFile.Name(metadata));
        var temporary = $"{file}.{Interlocked.Increment(ref _temporaryFiles)}.tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(content.ToBytes());
            stream.Flush(flushToDisk: true);
        }

        var older = Stored(metadata.PersistenceId).Where(s => s.Metadata.SequenceNr == metadata.SequenceNr).ToArray();
        File.Move(temporary, file, overwrite: true);
        foreach (var (_, replaced) in older.Where(s => s.File != file))
            File.Delete(replaced);
    });

    protected override Task DeleteAsync(SnapshotMetadata metadata) => Delete(metadata.PersistenceId, stored =>
        stored.SequenceNr == metadata.SequenceNr
        && (metadata.Timestamp == DateTime.MinValue || metadata.Timestamp == stored.Timestamp));

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Delete(persistenceId, criteria.IsMatch);

    private Task Delete(string persistenceId, Func<SnapshotMetadata, bool> matches) => Task.Run(() =>
    {
        foreach (var (_, file) in Stored(persistenceId).Where(stored => matches(stored.Metadata)).ToArray())
            File.Delete(file);
    });

    private SelectedSnapshot Read(SnapshotMetadata metadata, string file)
    {
        var content = SnapshotFile.FromBytes(File.ReadAllBytes(file));
        if (content.PersistenceId != metadata.PersistenceId)
            throw new InvalidDataException($"The snapshot belongs to [{content.PersistenceId}].");
        return new SelectedSnapshot(metadata, _serialization.Deserialize(content.Payload, content.SerializerId, content.Manifest));
    }

    private IEnumerable<(SnapshotMetadata Metadata, string File)> Stored(string persistenceId)
    {
        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            if (SnapshotFile.MetadataOf(Path.GetFileName(file), persistenceId) is { } metadata)
                yield return (metadata, file);
        }
    }
}
