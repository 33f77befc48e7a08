namespace Akka.Persistence;

public interface ISnapshotMessage : IPersistenceMessage
{
}

public interface ISnapshotRequest : ISnapshotMessage
{
}

public interface ISnapshotResponse : ISnapshotMessage
{
}

/// <summary>The snapshot that the recovery starts from; the events after it follow.</summary>
public sealed class SnapshotOffer(SnapshotMetadata metadata, object snapshot)
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public object Snapshot { get; } = snapshot;
}

/// <summary>A snapshot that a store has found.</summary>
public sealed class SelectedSnapshot(SnapshotMetadata metadata, object snapshot)
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public object Snapshot { get; } = snapshot;
}

/// <summary>Asks a store for the newest snapshot that matches; answered with <see cref="LoadSnapshotResult"/> or
/// <see cref="LoadSnapshotFailed"/>. A repeat is safe.</summary>
public sealed record LoadSnapshot(string PersistenceId, SnapshotSelectionCriteria Criteria, long ToSequenceNr) : ISnapshotRequest;

/// <summary><paramref name="Snapshot"/> is null when there is none.</summary>
public sealed record LoadSnapshotResult(SelectedSnapshot? Snapshot, long ToSequenceNr) : ISnapshotResponse;

public sealed record LoadSnapshotFailed(Exception Cause) : ISnapshotResponse;

/// <summary>Asks a store to keep a snapshot; answered with <see cref="SaveSnapshotSuccess"/> or <see cref="SaveSnapshotFailure"/>.
/// A repeat replaces the snapshot of the same sequence number.</summary>
public sealed record SaveSnapshot(SnapshotMetadata Metadata, object Snapshot) : ISnapshotRequest;

/// <summary>Asks a store to delete one snapshot. A repeat is safe.</summary>
public sealed record DeleteSnapshot(SnapshotMetadata Metadata) : ISnapshotRequest;

/// <summary>Asks a store to delete all snapshots that match. A repeat is safe.</summary>
public sealed record DeleteSnapshots(string PersistenceId, SnapshotSelectionCriteria Criteria) : ISnapshotRequest;

public sealed class SaveSnapshotSuccess(SnapshotMetadata metadata) : ISnapshotResponse
{
    public SnapshotMetadata Metadata { get; } = metadata;
}

public sealed class SaveSnapshotFailure(SnapshotMetadata metadata, Exception cause) : ISnapshotResponse
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public Exception Cause { get; } = cause;
}

public sealed class DeleteSnapshotSuccess(SnapshotMetadata metadata) : ISnapshotResponse
{
    public SnapshotMetadata Metadata { get; } = metadata;
}

public sealed class DeleteSnapshotFailure(SnapshotMetadata metadata, Exception cause) : ISnapshotResponse
{
    public SnapshotMetadata Metadata { get; } = metadata;

    public Exception Cause { get; } = cause;
}

public sealed class DeleteSnapshotsSuccess(SnapshotSelectionCriteria criteria) : ISnapshotResponse
{
    public SnapshotSelectionCriteria Criteria { get; } = criteria;
}

public sealed class DeleteSnapshotsFailure(SnapshotSelectionCriteria criteria, Exception cause) : ISnapshotResponse
{
    public SnapshotSelectionCriteria Criteria { get; } = criteria;

    public Exception Cause { get; } = cause;
}
