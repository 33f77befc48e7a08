using VioActors.Storage.Values;
using VioActors.Storage.Volumes;

namespace VioActors.Storage.Paths;

/// <summary>
/// One volume on a path: its own state, since a volume that is lost takes nothing but its own I/O along. An I/O judges by one consistent
/// condition, which is replaced as a whole; everything else is guarded by the path.
/// </summary>
internal sealed class PathVolume
{
    private volatile PathCondition _condition;

    public PathVolume(int index, IPhysicalVolume volume, PathCondition condition, PathCounters counters, PathHistory history) =>
        (Index, Volume, _condition, Counters, History) = (index, volume, condition, counters, history);

    public int Index { get; }

    public IPhysicalVolume Volume { get; }

    public PathCounters Counters { get; }

    public PathHistory History { get; }

    /// <summary>A disturbance of this volume alone.</summary>
    public InjectedFault? OwnFault { get; set; }

    public PathCondition Condition
    {
        get => _condition;
        set => _condition = value;
    }
}

/// <summary>A volume on a path at a moment. Immutable.</summary>
/// <param name="PvIndex">Its index in the pool.</param>
/// <param name="Id">Identity in its header.</param>
/// <param name="State">Whether I/O to it runs on this path.</param>
/// <param name="Fault">A disturbance of this volume alone, or null.</param>
/// <param name="History">Its changes of state, oldest first.</param>
/// <param name="Figures">Counters since it was added.</param>
public sealed record PathVolumeView(
    int PvIndex, PvId Id, PathState State, InjectedFault? Fault, IReadOnlyList<PathTransition> History, PathFigures Figures);
