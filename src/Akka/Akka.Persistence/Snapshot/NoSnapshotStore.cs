namespace Akka.Persistence.Snapshot;

/// <summary>Stores nothing: loads find none, everything else fails.</summary>
public class NoSnapshotStore : SnapshotStore
{
    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.FromResult<SelectedSnapshot?>(null);

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot) => Refuse();

    protected override Task DeleteAsync(SnapshotMetadata metadata) => Refuse();

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) => Refuse();

    private static Task Refuse() => Task.FromException(new NotSupportedException(
        "No snapshot store is configured: set [akka.persistence.snapshot-store.plugin]."));
}
