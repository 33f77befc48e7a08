using System.Collections.Immutable;
using VioActors.Domain.Cluster;
using VioActors.Domain.Values;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// The target port groups as the cluster data has them (SPC-4 clause 5.15): one group a VIOS; optimized where its own path works,
/// non-optimized where its I/O goes through a peer, unavailable where neither does. This VIOS's own state counts at once, without the round
/// through the VIOS DB. Thread-safe.
/// </summary>
internal sealed class ClusterPortGroups : ITargetPortGroups
{
    private readonly VioUuid _self;
    private readonly ushort _group;
    private volatile TargetPortGroupsView _current;
    private (ushort Id, AsymmetricAccessState State)[] _states = [];

    public ClusterPortGroups(VioUuid self, ushort group)
    {
        _self = self;
        _group = group;
        _current = new TargetPortGroupsView([Group(group, AsymmetricAccessState.ActiveOptimized)], 0);
    }

    public TargetPortGroupsView Current => _current;

    /// <param name="pathUp">The own path works.</param>
    /// <param name="propagates">I/O can go through a peer.</param>
    /// <returns>Whether any group, or its state, is another one now.</returns>
    public bool Update(ClusterData? cluster, bool pathUp, bool propagates)
    {
        var own = pathUp ? AsymmetricAccessState.ActiveOptimized
            : propagates ? AsymmetricAccessState.ActiveNonOptimized
            : AsymmetricAccessState.Unavailable;
        var states = StatesOf(cluster, own);
        if (states.AsSpan().SequenceEqual(_states))
            return false;
        _states = states;
        var former = _current;
        _current = new TargetPortGroupsView([.. states.Select(group => Group(group.Id, group.State)).OrderBy(group => group.Id)], 0);
        return !_current.Groups.Select(group => (group.Id, group.State)).SequenceEqual(
            former.Groups.Select(group => (group.Id, group.State)));
    }

    // Plain loops: in a large cluster this runs for each of a thousand members at each of their changes.
    private (ushort Id, AsymmetricAccessState State)[] StatesOf(ClusterData? cluster, AsymmetricAccessState own)
    {
        var states = new List<(ushort Id, AsymmetricAccessState State)>((cluster?.ActiveNodes.Count ?? 0) + 1);
        foreach (var node in (cluster?.Nodes ?? []).AsSpan())
        {
            if (node.Vios != _self && node.Status == NodeStatus.Active)
                states.Add((node.Port.Value, StateOf(node)));
        }

        states.Add((_group, own));
        return [.. states];
    }

    private static AsymmetricAccessState StateOf(ClusterNode node)
    {
        foreach (var layer in (node.Registration?.Stack ?? []).AsSpan())
        {
            if (layer.Layer == StackLayer.StorageVirtualization)
            {
                return layer.Status switch
                {
                    LayerStatus.Up => AsymmetricAccessState.ActiveOptimized,
                    LayerStatus.Degraded => AsymmetricAccessState.ActiveNonOptimized,
                    _ => AsymmetricAccessState.Unavailable,
                };
            }
        }

        return AsymmetricAccessState.Unavailable;
    }

    private static TargetPortGroup Group(ushort id, AsymmetricAccessState state) =>
        new(id, state, false, AccessStatusCode.Implicit, ImmutableArray.Create(id));
}
