namespace Akka.Persistence;

/// <summary>How an actor recovers: from which snapshot, up to which sequence number, at most how many events. Immutable.</summary>
public sealed class Recovery
{
    public Recovery()
        : this(SnapshotSelectionCriteria.Latest)
    {
    }

    public Recovery(SnapshotSelectionCriteria fromSnapshot)
        : this(fromSnapshot, long.MaxValue)
    {
    }

    public Recovery(SnapshotSelectionCriteria fromSnapshot, long toSequenceNr)
        : this(fromSnapshot, toSequenceNr, long.MaxValue)
    {
    }

    public Recovery(SnapshotSelectionCriteria? fromSnapshot = null, long toSequenceNr = long.MaxValue, long replayMax = long.MaxValue)
    {
        FromSnapshot = fromSnapshot ?? SnapshotSelectionCriteria.Latest;
        ToSequenceNr = toSequenceNr;
        ReplayMax = replayMax;
    }

    public static Recovery Default { get; } = new(SnapshotSelectionCriteria.Latest);

    /// <summary>No snapshot and no events; the actor still learns its highest sequence number.</summary>
    public static Recovery None { get; } = new(SnapshotSelectionCriteria.None, 0);

    public SnapshotSelectionCriteria FromSnapshot { get; }

    public long ToSequenceNr { get; }

    public long ReplayMax { get; }
}
