using VioActors.Domain.Cluster;
using VioActors.Domain.Pool;

namespace VioActors.Actors.Pool;

/// <summary>Which VIOSes reach a volume now, as they have told the cluster. Thread-safe.</summary>
public static class VolumeReach
{
    /// <summary>
    /// Names of the active VIOSes that have not told that the volume is lost to them: it is not dead while there is one. One that reaches
    /// no volume at all says nothing of a single one.
    /// </summary>
    public static IReadOnlyList<string> Find(ClusterData cluster, PoolPv volume) =>
    [
        .. cluster.Nodes.Where(node => node.Status == NodeStatus.Active && IsReached(node, volume.Index))
            .Select(node => node.Definition.Name).Order(StringComparer.Ordinal),
    ];

    private static bool IsReached(ClusterNode node, int index) =>
        node.Registration?.Stack.FirstOrDefault(layer => layer.Layer == StackLayer.StorageVirtualization) is not { } storage
        || (storage.Status is LayerStatus.Up or LayerStatus.Starting or LayerStatus.Unspecified && !storage.LostVolumes.Contains(index))
        || (storage.Status == LayerStatus.Degraded && storage.LostVolumes.Count > 0 && !storage.LostVolumes.Contains(index));
}
