using System.Collections.Immutable;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Paths;

/// <summary>
/// One physical path of a VIOS to the volumes behind it, between <see cref="Access.LuAccess"/> and the volumes. Thread-safe.
/// <para>Going down is at once, by an injected cut, by a lost volume or by the watcher's decision; coming up is only by
/// <see cref="BringUp"/>, after a clean probe (RED-2, RED-9).</para>
/// <para>At the moment of a cut each I/O in flight ends with <see cref="StorageResult.PathLost"/> exactly once, and each later one too.
/// One that a volume has in its hands ends when the volume lets go of it, so that a repeat through another path cannot be overtaken by
/// it. A write that ends so may have reached the medium wholly, partly or not at all. A volume that never lets go shows in
/// <see cref="PathFigures.SinceProgress"/>.</para>
/// <para>Exceptions of a volume count as its loss, except <see cref="ArgumentException"/>: an address outside a volume is the caller's
/// broken invariant, and would be so on every other path too.</para>
/// </summary>
public sealed partial class StoragePath : IChunkIo, IDisposable
{
    /// <summary>Changes of state that <see cref="History"/> keeps.</summary>
    public const int HistoryCountMax = 64;

    private readonly Lock _sync = new();
    private readonly IStoragePathObserver _observer;
    private readonly TimeProvider _time;
    private readonly Func<int, CancellationToken, ValueTask>? _reach;
    private ImmutableDictionary<int, IPhysicalVolume> _volumes;
    private IPhysicalVolume?[] _volumeByIndex = [];
    private volatile PathCondition _condition;
    private ImmutableQueue<PathTransition> _history = [];
    private int _historyCount;
    private long _sequence;
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
        _volumes = volumes.ToImmutableDictionary();
        _volumeByIndex = Indexed(_volumes);
        _condition = new PathCondition(PathState.Up, null, false, new CancellationTokenSource());
    }

    public string Name { get; }

    public PathState State => _condition.State;

    /// <summary>The disturbance in force, or null.</summary>
    public InjectedFault? Fault => _condition.Fault;

    /// <summary>The last <see cref="HistoryCountMax"/> changes of state, oldest first.</summary>
    public IReadOnlyList<PathTransition> History
    {
        get
        {
            lock (_sync)
                return [.. _history];
        }
    }

    /// <summary>PV indexes that this path reaches.</summary>
    public IReadOnlyCollection<int> PvIndexes => [.. Volatile.Read(ref _volumes).Keys];

    /// <summary>Whether a volume is behind this path, up or not.</summary>
    public bool Reaches(int pvIndex) => VolumeOf(pvIndex) is not null;

    /// <summary>Adds a volume to a working path (STO-10).</summary>
    /// <exception cref="ArgumentException">The index is taken.</exception>
    public void AddVolume(int pvIndex, IPhysicalVolume volume)
    {
        lock (_sync)
            Publish(_volumes.Add(pvIndex, volume));
    }

    /// <summary>Takes a volume off; I/O in flight on it ends by itself. Gives it back to be disposed of, or null.</summary>
    public IPhysicalVolume? RemoveVolume(int pvIndex)
    {
        lock (_sync)
        {
            var volume = _volumes.GetValueOrDefault(pvIndex);
            Publish(_volumes.Remove(pvIndex));
            return volume;
        }
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

    private void Publish(ImmutableDictionary<int, IPhysicalVolume> volumes)
    {
        Volatile.Write(ref _volumes, volumes);
        Volatile.Write(ref _volumeByIndex, Indexed(volumes));
    }

    private static IPhysicalVolume?[] Indexed(ImmutableDictionary<int, IPhysicalVolume> volumes)
    {
        var byIndex = new IPhysicalVolume?[volumes.IsEmpty ? 0 : volumes.Keys.Max() + 1];
        foreach (var (index, volume) in volumes)
            byIndex[index] = volume;
        return byIndex;
    }
}
