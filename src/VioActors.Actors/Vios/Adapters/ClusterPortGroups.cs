using System.Collections.Concurrent;
using System.Collections.Immutable;
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
internal sealed class ClusterPortGroups : ITargetPortGroups
{
    // The same for every VIOS of a process, whose views differ in few of a thousand; there are no more than ports and states.
    private static readonly ConcurrentDictionary<(ushort Id, AsymmetricAccessState State), TargetPortGroup> Known = [];

    private readonly VioUuid _self;
    private readonly ushort _group;
    private volatile TargetPortGroupsView _current;
    private volatile GroupState[] _states = [];
    private volatile bool _isAnyLost;

    public ClusterPortGroups(VioUuid self, ushort group)
    {
        _self = self;
        _group = group;
        _current = new TargetPortGroupsView([Group(group, AsymmetricAccessState.ActiveOptimized)], 0);
    }

    /// <summary>For a unit that has nothing on a lost volume.</summary>
    public TargetPortGroupsView Current => _current;

    /// <summary>For a unit by the volumes that it is on.</summary>
    public TargetPortGroupsView CurrentFor(LuAccess unit)
    {
        var (current, states) = (_current, _states);
        if (!_isAnyLost || !Array.Exists(states, group => group.IsLostFor(unit)))
            return current;
        var changed = states.Where(group => group.IsLostFor(unit)).Select(group => group.Id).ToHashSet();
        return current with
        {
            Groups = [.. current.Groups.Select(group => changed.Contains(group.Id) && group.State == AsymmetricAccessState.ActiveOptimized
                ? group with { State = AsymmetricAccessState.ActiveNonOptimized }
                : group)],
        };
    }

    /// <param name="pathUp">The own path works.</param>
    /// <param name="propagates">I/O can go through a peer.</param>
    /// <param name="lost">Volumes that the own path, though it works, does not reach.</param>
    public PortGroupsChange Update(ClusterData? cluster, bool pathUp, bool propagates, ValueList<int>? lost = null)
    {
        var own = pathUp ? AsymmetricAccessState.ActiveOptimized
            : propagates ? AsymmetricAccessState.ActiveNonOptimized
            : AsymmetricAccessState.Unavailable;
        var states = StatesOf(cluster, new GroupState(_group, own, lost ?? []));
        var before = _states;
        if (states.AsSpan().SequenceEqual(before))
            return PortGroupsChange.None;
        var former = _current;
        _current = new TargetPortGroupsView([.. states.Select(group => Group(group.Id, group.State)).OrderBy(group => group.Id)], 0);
        _states = states;
        _isAnyLost = Array.Exists(states, group => group.Lost.Count > 0);
        return new PortGroupsChange(
            !_current.Groups.Select(group => (group.Id, group.State)).SequenceEqual(
                former.Groups.Select(group => (group.Id, group.State))),
            [.. LostIn(states).Except(LostIn(before)).Union(LostIn(before).Except(LostIn(states))).Select(pair => pair.Volume).Distinct()]);
    }

    private static IEnumerable<(ushort Group, int Volume)> LostIn(GroupState[] states) =>
        states.SelectMany(group => group.Lost.Select(volume => (group.Id, volume)));

    // Plain loops: in a large cluster this runs for each of a thousand members at each of their changes.
    private GroupState[] StatesOf(ClusterData? cluster, GroupState own)
    {
        var states = new List<GroupState>((cluster?.ActiveNodes.Count ?? 0) + 1);
        foreach (var node in (cluster?.Nodes ?? []).AsSpan())
        {
            if (node.Vios != _self && node.Status == NodeStatus.Active)
                states.Add(StateOf(node));
        }

        states.Add(own);
        return [.. states];
    }

    private static GroupState StateOf(ClusterNode node)
    {
        foreach (var layer in (node.Registration?.Stack ?? []).AsSpan())
        {
            if (layer.Layer == StackLayer.StorageVirtualization)
            {
                var state = layer.Status switch
                {
                    LayerStatus.Up => AsymmetricAccessState.ActiveOptimized,
                    LayerStatus.Degraded when layer.LostVolumes.Count > 0 => AsymmetricAccessState.ActiveOptimized,
                    LayerStatus.Degraded => AsymmetricAccessState.ActiveNonOptimized,
                    _ => AsymmetricAccessState.Unavailable,
                };
                return new GroupState(node.Port.Value, state, layer.LostVolumes);
            }
        }

        return new GroupState(node.Port.Value, AsymmetricAccessState.Unavailable, []);
    }

    private static TargetPortGroup Group(ushort id, AsymmetricAccessState state) => Known.GetOrAdd((id, state), static key =>
        new TargetPortGroup(key.Id, key.State, false, AccessStatusCode.Implicit, ImmutableArray.Create(key.Id)));

    private sealed record GroupState(ushort Id, AsymmetricAccessState State, ValueList<int> Lost)
    {
        public bool IsLostFor(LuAccess unit)
        {
            foreach (var volume in Lost.AsSpan())
            {
                if (unit.IsOn(volume))
                    return true;
            }

            return false;
        }
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
