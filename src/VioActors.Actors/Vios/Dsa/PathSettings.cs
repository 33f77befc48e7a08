using System.Globalization;
using VioActors.Actors.Settings;
using VioActors.Domain.Devices;

namespace VioActors.Actors.Vios.Dsa;

/// <summary>
/// What a path is watched by now: the node's settings, with what the inventory of the VIOS has set of the path (BR-2). Thread-safe.
/// </summary>
internal sealed class PathSettings
{
    private readonly StoragePathSettings _ofNode;
    private volatile StoragePathSettings _current;

    public PathSettings(StoragePathSettings ofNode) => _current = _ofNode = ofNode;

    public StoragePathSettings Current => _current;

    /// <summary>False: it is watched by that already.</summary>
    /// <param name="path">The path in the inventory.</param>
    public bool Use(Device path)
    {
        var next = _ofNode with
        {
            ProbeInterval = TimeSpan.FromMilliseconds(NumberOf(path, "hcheck_interval_ms", (int)_ofNode.ProbeInterval.TotalMilliseconds)),
            CleanProbesToReturn = NumberOf(path, "clean_probes", _ofNode.CleanProbesToReturn),
        };
        if (next == _current)
            return false;
        _current = next;
        return true;
    }

    private static int NumberOf(Device path, string attribute, int otherwise) =>
        int.TryParse(path[attribute], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;
}

/// <summary>Told by the VIOS to the DSA, and by that to its watcher: watch the path as the inventory says.</summary>
/// <param name="Path">The path as a device.</param>
internal sealed record WatchAsSet(Device Path);
