using System.Collections.Immutable;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Paths;

/// <summary>
/// One physical path of a VIOS to the volumes behind it, between <see cref="Access.LuAccess"/> and the volumes. Thread-safe.
/// <para>Each volume has a state of its own: one that is lost, hangs or fails ends its own I/O and nobody else's. The path as a whole is
/// down when none of its volumes is reached. A cut is the whole path's unless a volume is named.</para>
/// <para>Going down is at once, by an injected cut, by a lost volume or by the watcher's decision; coming up is only by
/// <see cref="BringUp()"/>, after a clean probe (RED-2, RED-9).</para>
/// <para>At the moment of a cut each I/O in flight ends with <see cref="StorageResult.PathLost"/> exactly once, and each later one too.
/// One that a volume has in its hands ends when the volume lets go of it, so that a repeat through another path cannot be overtaken by
/// it. A write that ends so may have reached the medium wholly, partly or not at all. A volume that never lets go shows in
/// <see cref="PathFigures.SinceProgress"/>.</para>
/// <para>Exceptions of a volume count as its loss, except <see cref="ArgumentException"/>: an address outside a volume is the caller's
/// broken invariant, and would be so on every other path too.</para>
/// </summary>
public sealed partial class StoragePath : IChunkIo, IDisposable
{
    /// <summary>Changes of state that are kept, of the path and of each volume.</summary>
    public const int HistoryCountMax = 64;

    private readonly Lock _sync = new();
    private readonly IStoragePathObserver _observer;
    private readonly TimeProvider _time;
    private readonly Func<int, CancellationToken, ValueTask>? _reach;
    private readonly PathHistory _history;
    private readonly List<PathCounters> _counters = [];
    private ImmutableSortedDictionary<int, PathVolume> _volumes = ImmutableSortedDictionary<int, PathVolume>.Empty;
    private PathVolume?[] _volumeByIndex = [];
    private int[] _indexes = [];
    private volatile PathState _state = PathState.Up;
    private volatile InjectedFault? _fault;
    private volatile bool _isCutInjected;
    private ITimer? _flapTimer;

    /// <param name="name">For people and logs.</param>
    /// <param name="volumes">By PV index in the pool. The path does not dispose of them.</param>
    /// <param name="observer">Told of failures.</param>
    /// <param name="time">For latencies, history and injected timing.</param>
    /// <param name="reach">
    /// Asked, before I/O to a volume that is not behind the path fails, to add it if it can: a volume that came to the pool meanwhile.
    /// </param>
    public StoragePath(
        string name, IReadOnlyDictionary<int, IPhysicalVolume> volumes, IStoragePathObserver observer, TimeProvider time,
        Func<int, CancellationToken, ValueTask>? reach = null)
    {
        _reach = reach;
        Name = name;
        _observer = observer;
        _time = time;
        _history = new PathHistory(time);
        Publish(volumes.ToImmutableSortedDictionary(entry => entry.Key, entry => Open(entry.Key, entry.Value, PathState.Up)));
    }

    public string Name { get; }

    /// <summary>Up while it reaches a volume.</summary>
    public PathState State => _state;

    /// <summary>The disturbance of the whole path in force, or null.</summary>
    public InjectedFault? Fault => _fault;

    /// <summary>The last <see cref="HistoryCountMax"/> changes of the path as a whole, oldest first.</summary>
    public IReadOnlyList<PathTransition> History
    {
        get
        {
            lock (_sync)
                return _history.Changes;
        }
    }

    /// <summary>Its volumes as they are now, by index.</summary>
    public IReadOnlyList<PathVolumeView> Volumes
    {
        get
        {
            lock (_sync)
                return [.. _volumes.Values.Select(ViewOf)];
        }
    }

    /// <summary>Counters of all its volumes, also of those that were taken off.</summary>
    public PathFigures Figures
    {
        get
        {
            lock (_sync)
                return _counters.Select(counters => counters.Figures).Aggregate(PathFigures.Zero, (sum, part) => sum + part);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<int> PvIndexes => Volatile.Read(ref _indexes);

    /// <summary>Whether a volume is behind this path, up or not.</summary>
    public bool Reaches(int pvIndex) => Find(pvIndex) is not null;

    /// <inheritdoc/>
    public bool IsUp(int pvIndex) => Find(pvIndex)?.Condition.State == PathState.Up;

    /// <inheritdoc/>
    public bool IsGivenUp(int pvIndex) => Find(pvIndex)?.Volume is GivenUpVolume;

    /// <summary>A volume as it is now; null: it is not behind this path.</summary>
    public PathVolumeView? FindVolume(int pvIndex)
    {
        lock (_sync)
            return Find(pvIndex) is { } found ? ViewOf(found) : null;
    }

    /// <summary>Adds a volume to a working path (STO-10). On one that is down it begins so, until it is brought up.</summary>
    /// <exception cref="ArgumentException">The index is taken.</exception>
    public void AddVolume(int pvIndex, IPhysicalVolume volume)
    {
        lock (_sync)
            Publish(_volumes.Add(pvIndex, Open(pvIndex, volume, _state)));
        _observer.OnVolumesChanged(this);
    }

    /// <summary>Takes a volume off; I/O in flight on it ends by itself. Gives it back to be disposed of, or null.</summary>
    public IPhysicalVolume? RemoveVolume(int pvIndex)
    {
        PathVolume? removed;
        PathTransition? change;
        lock (_sync)
        {
            removed = Find(pvIndex);
            Publish(_volumes.Remove(pvIndex));
            change = Settle(PathCause.VolumeLost, $"Volume {pvIndex}, the last one that was reached, was taken off.");
        }

        if (removed is not null)
            _observer.OnVolumesChanged(this);
        if (change is not null)
            _observer.OnTransition(this, change);
        return removed?.Volume;
    }

    /// <summary>Ends the injected timing; the volumes stay open.</summary>
    public void Dispose()
    {
        lock (_sync)
        {
            _flapTimer?.Dispose();
            _flapTimer = null;
        }
    }

    private static PathVolumeView ViewOf(PathVolume volume) => new(
        volume.Index, volume.Volume.Id, volume.Condition.State, volume.OwnFault, volume.History.Changes, volume.Counters.Figures);

    private PathVolume Open(int pvIndex, IPhysicalVolume volume, PathState state)
    {
        var counters = new PathCounters(_time);
        _counters.Add(counters);
        var condition = new PathCondition(state, _fault, _isCutInjected, new CancellationTokenSource());
        return new PathVolume(pvIndex, volume, condition, counters, new PathHistory(_time));
    }

    private PathVolume? Find(int pvIndex)
    {
        var volumes = Volatile.Read(ref _volumeByIndex);
        return (uint)pvIndex < (uint)volumes.Length ? volumes[pvIndex] : null;
    }

    private void Publish(ImmutableSortedDictionary<int, PathVolume> volumes)
    {
        _volumes = volumes;
        var byIndex = new PathVolume?[volumes.IsEmpty ? 0 : volumes.Keys.Max() + 1];
        foreach (var (index, volume) in volumes)
            byIndex[index] = volume;
        Volatile.Write(ref _volumeByIndex, byIndex);
        Volatile.Write(ref _indexes, [.. volumes.Keys]);
    }
}
