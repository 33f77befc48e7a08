namespace Akka.Persistence;

/// <summary>Names a snapshot: whose, up to which event, saved when (UTC; <see cref="DateTime.MinValue"/>: not known). Immutable.</summary>
public sealed class SnapshotMetadata : IEquatable<SnapshotMetadata>
{
    public SnapshotMetadata(string persistenceId, long sequenceNr)
        : this(persistenceId, sequenceNr, DateTime.MinValue)
    {
    }

    public SnapshotMetadata(string persistenceId, long sequenceNr, DateTime timestamp)
    {
        PersistenceId = persistenceId;
        SequenceNr = sequenceNr;
        Timestamp = timestamp;
    }

    /// <summary>Orders by persistence id, then sequence number, then time.</summary>
    public static IComparer<SnapshotMetadata> Comparer { get; } = Comparer<SnapshotMetadata>.Create(Compare);

    public string PersistenceId { get; }

    public long SequenceNr { get; }

    public DateTime Timestamp { get; }

    public bool Equals(SnapshotMetadata? other) => other is not null
        && PersistenceId == other.PersistenceId && SequenceNr == other.SequenceNr && Timestamp == other.Timestamp;

    public override bool Equals(object? obj) => Equals(obj as SnapshotMetadata);

    public override int GetHashCode() => HashCode.Combine(PersistenceId, SequenceNr, Timestamp);

    public override string ToString() => $"SnapshotMetadata<pid: {PersistenceId}, seqNr: {SequenceNr}, timestamp: {Timestamp:O}>";

    private static int Compare(SnapshotMetadata? left, SnapshotMetadata? right)
    {
        if (left is null || right is null)
            return (left is null ? 0 : 1) - (right is null ? 0 : 1);
        var byId = string.CompareOrdinal(left.PersistenceId, right.PersistenceId);
        if (byId != 0)
            return byId;
        var byNumber = left.SequenceNr.CompareTo(right.SequenceNr);
        return byNumber != 0 ? byNumber : left.Timestamp.CompareTo(right.Timestamp);
    }
}
