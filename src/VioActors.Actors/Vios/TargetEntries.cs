using VioActors.Actors.Settings;
using VioActors.Actors.Vios.Transport;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;

namespace VioActors.Actors.Vios;

/// <summary>Works out the targets that a VIOS offers to initiators outside of its CEC. Thread-safe.</summary>
public static class TargetEntries
{
    /// <summary>Name of the target of a client partition: the same through every VIOS, so that an initiator sees one target with
    /// several portals (IO-3, IO-4).</summary>
    public static string NameOf(VioActorsSettings settings, string client) =>
        $"{settings.Iscsi.IqnPrefix}:{settings.ClusterName}.{client}".ToLowerInvariant();

    internal static IEnumerable<TargetEntry> Of(
        ViosDefinition definition, ViosDevices? devices, ValueList<Partition> partitions, ClusterData? cluster)
    {
        if (devices is null)
            yield break;

        // Looked at for each change of the cluster: the partitions of a machine are many, and most are inside.
        var hosts = new Dictionary<PartitionId, Partition>();
        foreach (var partition in partitions.AsSpan())
        {
            if (partition.Kind == PartitionKind.ExternalHost)
                hosts.TryAdd(partition.Id, partition);
        }

        if (hosts.Count == 0)
            yield break;
        List<TargetPortal>? portals = null;
        foreach (var adapter in devices.Adapters)
        {
            if (adapter.Client.Partition is { } id && hosts.TryGetValue(id, out var client))
            {
                yield return new TargetEntry(
                    NameOf(definition.Settings, client.Name), adapter.Name, client.Name, client.Initiators,
                    portals ??= PortalsOf(cluster));
            }
        }
    }

    private static List<TargetPortal> PortalsOf(ClusterData? cluster) =>
    [
        .. (cluster?.Nodes ?? [])
            .Where(node => node is { Status: NodeStatus.Active, Registration: not null })
            .SelectMany(node => node.Registration!.Portals.Select(
                address => new TargetPortal(address, node.Port.Value))),
    ];
}
