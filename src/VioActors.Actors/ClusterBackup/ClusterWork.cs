using VioActors.Domain.Backup;

namespace VioActors.Actors.ClusterBackup;

/// <summary>How far the backup or restore of the cluster is, for those who ask meanwhile. Thread-safe.</summary>
internal sealed class ClusterWork
{
    private volatile ClusterWorkFound _found = new("", 0, 0);
    private int _done;

    public ClusterWorkFound Found => _found with { DoneCount = Math.Min(Volatile.Read(ref _done), _found.Count) };

    public void Begin(string doing, int count)
    {
        Volatile.Write(ref _done, 0);
        _found = new ClusterWorkFound(doing, 0, count);
    }

    public void Advance() => Interlocked.Increment(ref _done);

    public void End() => Begin("", 0);
}
