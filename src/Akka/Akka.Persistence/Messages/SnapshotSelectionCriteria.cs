namespace Akka.Persistence;

/// <summary>Selects snapshots by sequence number and time, both ends included. Immutable.</summary>
public sealed class SnapshotSelectionCriteria : IEquatable<SnapshotSelectionCriteria>
{
    public SnapshotSelectionCriteria(long maxSequenceNr, DateTime maxTimeStamp, long minSequenceNr = 0, DateTime? minTimestamp = null)
    {
        MaxSequenceNr = maxSequenceNr;
        MaxTimeStamp = maxTimeStamp;
        MinSequenceNr = minSequenceNr;
        MinTimestamp = minTimestamp ?? DateTime.MinValue;
    }

    public SnapshotSelectionCriteria(long maxSequenceNr)
        : this(maxSequenceNr, DateTime.MaxValue)
    {
    }

    /// <summary>Every snapshot; the newest is loaded.</summary>
    public static SnapshotSelectionCriteria Latest { get; } = new(long.MaxValue, DateTime.MaxValue);

    public static SnapshotSelectionCriteria None { get; } = new(0, DateTime.MinValue);

    public long MaxSequenceNr { get; }

    public DateTime MaxTimeStamp { get; }

    public long MinSequenceNr { get; }

    public DateTime? MinTimestamp { get; }

    public bool Equals(SnapshotSelectionCriteria? other) => other is not null
        && MaxSequenceNr == other.MaxSequenceNr && MaxTimeStamp == other.MaxTimeStamp
        && MinSequenceNr == other.MinSequenceNr && MinTimestamp == other.MinTimestamp;

    public override bool Equals(object? obj) => Equals(obj as SnapshotSelectionCriteria);

    public override int GetHashCode() => HashCode.Combine(MaxSequenceNr, MaxTimeStamp, MinSequenceNr, MinTimestamp);

    public override string ToString() =>
        $"SnapshotSelectionCriteria<seqNr: {MinSequenceNr}..{MaxSequenceNr}, timestamp: {MinTimestamp:O}..{MaxTimeStamp:O}>";

    internal SnapshotSelectionCriteria Limit(long toSequenceNr) =>
        toSequenceNr < MaxSequenceNr ? new SnapshotSelectionCriteria(toSequenceNr, MaxTimeStamp, MinSequenceNr, MinTimestamp) : this;

    internal bool IsMatch(SnapshotMetadata metadata) =>
        metadata.SequenceNr <= MaxSequenceNr && metadata.Timestamp <= MaxTimeStamp
        && metadata.SequenceNr >= MinSequenceNr && metadata.Timestamp >= MinTimestamp;
}
