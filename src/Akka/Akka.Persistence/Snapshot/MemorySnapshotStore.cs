namespace Akka.Persistence.Snapshot;

/// <summary>Keeps snapshots in memory; they are gone with the actor system.</summary>
public class MemorySnapshotStore : SnapshotStore
{
    private readonly Dictionary<string, SortedList<long, SelectedSnapshot>> _snapshots = [];
    private readonly Lock _gate = new();

    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        lock (_gate)
        {
            return Task.FromResult(_snapshots.TryGetValue(persistenceId, out var known)
                ? known.Values.LastOrDefault(snapshot => criteria.IsMatch(snapshot.Metadata))
                : null);
        }
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        lock (_gate)
        {
            if (!_snapshots.TryGetValue(metadata.PersistenceId, out var known))
                _snapshots[metadata.PersistenceId] = known = [];
            known[metadata.SequenceNr] = new SelectedSnapshot(metadata, snapshot);
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata) => Delete(metadata.PersistenceId, stored =>
        stored.SequenceNr == metadata.SequenceNr
        && (metadata.Timestamp == DateTime.MinValue || metadata.Timestamp == stored.Timestamp));

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Delete(persistenceId, criteria.IsMatch);

    private Task Delete(string persistenceId, Func<SnapshotMetadata, bool> matches)
    {
        lock (_gate)
        {
            if (_snapshots.TryGetValue(persistenceId, out var known))
            {
                foreach (var number in known.Values.Select(s => s.Metadata).Where(matches).Select(m => m.SequenceNr).ToArray())
                    known.Remove(number);
            }
        }

        return Task.CompletedTask;
    }
}
