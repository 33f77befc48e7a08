using VioActors.Domain.Backup;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Persistence.Backup;
using VioActors.Persistence.Wire;

namespace VioActors.Actors.ClusterBackup;

/// <summary>
/// What a VIOS was at a position of the VIOS DB (CBR-4), for its part in a backup of the cluster. VIOSes of one process share it: the pool
/// at a position is worked out once for all. Thread-safe.
/// </summary>
public sealed class PartFacts(IViosDbStore db, PoolName pool)
{
    private readonly Lock _gate = new();
    private (long Position, PoolFound? Pool)? _last;

    /// <exception cref="IOException">The DB cannot be read at that position.</exception>
    /// <exception cref="MessageFormatException">An event cannot be read; a newer version wrote it.</exception>
    public ViosFacts Of(long position, VioUuid vios, DrcName drc)
    {
        using var opened = db.OpenAt(position);
        return ClusterFacts.Of(opened, vios, drc, PoolAt(opened));
    }

    private PoolFound? PoolAt(IDbAtPosition opened)
    {
        // Reading takes its time, but the others would read the same.
        lock (_gate)
        {
            _last = _last?.Position == opened.Position ? _last : (opened.Position, ClusterFacts.PoolOf(opened, pool));
            return _last.Value.Pool;
        }
    }
}
