using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Scsi.DeviceServer;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// The target port groups as the cluster data has them (SPC-4 clause 5.15): one group a VIOS; optimized where its own path works,
/// non-optimized where its I/O goes through a peer, unavailable where neither does. A VIOS that has lost single volumes is non-optimized
/// for the units on those, and for no other. This VIOS's own state counts at once, without the round through the VIOS DB. Thread-safe.
/// </summary>
internal sealed class ClusterPortGroups(VioUuid self, ushort group) : ITargetPortGroups
{
    private static readonly ValueList<int> NothingLost = [];

    private volatile PortGroupStates _states =
        PortGroupStates.Of(null, self, new GroupState(group, AsymmetricAccessState.ActiveOptimized, NothingLost));

    /// <summary>For a unit that has nothing on a lost volume.</summary>
    public TargetPortGroupsView Current => _states.View;

    /// <summary>For a unit by the volumes that it is on.</summary>
    public TargetPortGroupsView CurrentFor(LuAccess unit) => _states.ViewFor(unit);

    /// <summary>Called by one thread at a time.</summary>
    /// <param name="pathUp">The own path works.</param>
    /// <param name="propagates">I/O can go through a peer.</param>
    /// <param name="lost">Volumes that the own path, though it works, does not reach.</param>
    public PortGroupsChange Update(ClusterData? cluster, bool pathUp, bool propagates, ValueList<int>? lost = null)
    {
        var own = pathUp ? AsymmetricAccessState.ActiveOptimized
            : propagates ? AsymmetricAccessState.ActiveNonOptimized
            : AsymmetricAccessState.Unavailable;
        var states = PortGroupStates.Of(cluster, self, new GroupState(group, own, lost ?? NothingLost));
        var before = _states;
        _states = states;
        return states.Equals(before) ? PortGroupsChange.None
            : new PortGroupsChange(!states.HasGroupsOf(before), states.VolumesChangedSince(before));
    }
}

/// <summary>What an update changed. Immutable.</summary>
/// <param name="IsGeneral">A group, or its state, for every unit.</param>
/// <param name="Volumes">Volumes that were lost or came back: only for the units on them.</param>
internal sealed record PortGroupsChange(bool IsGeneral, IReadOnlyCollection<int> Volumes)
{
    public static PortGroupsChange None { get; } = new(false, []);
}

/// <summary>The groups as one unit has them, by the volumes that it is on. Thread-safe.</summary>
internal sealed class UnitPortGroups(ClusterPortGroups groups, LuAccess unit) : ITargetPortGroups
{
    public TargetPortGroupsView Current => groups.CurrentFor(unit);
}
