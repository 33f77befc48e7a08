using System.Collections.Immutable;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// The target port groups as the cluster data has them: one group a VIOS, unavailable where its storage layer is not up (SPC-4 clause
/// 5.15). This VIOS's own
/// path counts at once, without the round through the VIOS DB. Thread-safe.
/// </summary>
internal sealed class ClusterPortGroups : ITargetPortGroups
{
    private readonly VioUuid _self;
    private readonly ushort _group;
    private volatile TargetPortGroupsView _current;

    public ClusterPortGroups(VioUuid self, ushort group)
    {
        _self = self;
        _group = group;
        _current = new TargetPortGroupsView([Group(group, true)], 0);
    }

    public TargetPortGroupsView Current => _current;

    public void Update(ClusterData? cluster, bool pathUp)
    {
        var others = (cluster?.Nodes ?? [])
            .Where(node => node.Vios != _self && node.Status == NodeStatus.Active)
            .Select(node => Group((ushort)node.Definition.Drc.Partition.Value, IsStorageUp(node)));
        _current = new TargetPortGroupsView([.. others.Append(Group(_group, pathUp)).OrderBy(group => group.Id)], 0);
    }

    private static bool IsStorageUp(ClusterNode node) => node.Registration is { } registration
        && registration.Stack.Any(layer => layer is { Layer: StackLayer.StorageVirtualization, Status: LayerStatus.Up });

    private static TargetPortGroup Group(ushort id, bool usable) => new(
        id, usable ? AsymmetricAccessState.ActiveOptimized : AsymmetricAccessState.Unavailable, false, AccessStatusCode.Implicit,
        ImmutableArray.Create(id));
}
