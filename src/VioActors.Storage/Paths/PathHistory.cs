namespace VioActors.Storage.Paths;

/// <summary>The last changes of state of a path, or of a volume on it. Not thread-safe: guarded by its path.</summary>
internal sealed class PathHistory(TimeProvider time)
{
    private readonly Queue<PathTransition> _changes = new();
    private long _sequence;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<PathTransition> Changes => [.. _changes];

    public PathTransition Add(PathState to, PathCause cause, string detail)
    {
        var change = new PathTransition(++_sequence, time.GetUtcNow(), to, cause, detail);
        _changes.Enqueue(change);
        if (_changes.Count > StoragePath.HistoryCountMax)
            _changes.Dequeue();
        return change;
    }
}
