using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Scsi.DeviceServer;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// The state of each target port group of the cluster, ordered by group. What the cluster data shows is worked out and kept once for all
/// VIOSes of a process that have the same data; only one whose own state is another than its data shows has a copy. Immutable.
/// </summary>
internal sealed class PortGroupStates
{
    // There are no more than ports and states.
    private static readonly ConcurrentDictionary<(ushort Id, AsymmetricAccessState State), TargetPortGroup> Groups = [];
    private static readonly ConditionalWeakTable<ClusterData, PortGroupStates> Shown = [];
    private static readonly WeakReference<PortGroupStates?> LastShown = new(null);

    private readonly GroupState[] _states;
    private readonly Lazy<TargetPortGroupsView> _view;

    private PortGroupStates(GroupState[] states)
    {
        _states = states;
        _view = new Lazy<TargetPortGroupsView>(() => new([.. _states.Select(group => Group(group.Id, group.State))], 0));
        IsAnyLost = Array.Exists(states, group => group.Lost.Count > 0);
    }

    public static PortGroupStates None { get; } = new([]);

    /// <summary>Some VIOS has lost volumes while it reaches others.</summary>
    public bool IsAnyLost { get; }

    /// <summary>For a unit that has nothing on a lost volume.</summary>
    public TargetPortGroupsView View => _view.Value;

    /// <summary>As the cluster data shows them, but for the own group.</summary>
    public static PortGroupStates Of(ClusterData? cluster, VioUuid self, GroupState own)
    {
        if (cluster is null)
            return new PortGroupStates([own]);
        if (cluster.Find(self) is { Status: NodeStatus.Active } node && StateOf(node) == own)
            return Shown.GetValue(cluster, static data => Show(data));
        var states = new List<GroupState>(cluster.ActiveNodes.Count + 1);
        foreach (var other in cluster.Nodes.AsSpan())
        {
            if (other.Vios != self && other.Status == NodeStatus.Active)
                states.Add(StateOf(other));
        }

        states.Add(own);
        return new PortGroupStates(Ordered(states));
    }

    /// <summary>Volumes that were lost or came back.</summary>
    public IReadOnlyCollection<int> VolumesChangedSince(PortGroupStates before) => !IsAnyLost && !before.IsAnyLost
        ? []
        : [.. Lost().Except(before.Lost()).Union(before.Lost().Except(Lost())).Select(pair => pair.Volume).Distinct()];

    public bool Equals(PortGroupStates other) =>
        ReferenceEquals(this, other) || _states.AsSpan().SequenceEqual(other._states);

    /// <summary>Both have the same groups in the same states, whatever volumes are lost.</summary>
    public bool HasGroupsOf(PortGroupStates other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (_states.Length != other._states.Length)
            return false;
        for (var index = 0; index < _states.Length; index++)
        {
            if (_states[index].Id != other._states[index].Id || _states[index].State != other._states[index].State)
                return false;
        }

        return true;
    }

    /// <summary>For a unit by the volumes that it is on.</summary>
    public TargetPortGroupsView ViewFor(LuAccess unit)
    {
        if (!IsAnyLost || !Array.Exists(_states, group => group.IsLostFor(unit)))
            return View;
        var changed = _states.Where(group => group.IsLostFor(unit)).Select(group => group.Id).ToHashSet();
        return View with
        {
            Groups = [.. View.Groups.Select(group => changed.Contains(group.Id) && group.State == AsymmetricAccessState.ActiveOptimized
                ? Group(group.Id, AsymmetricAccessState.ActiveNonOptimized)
                : group)],
        };
    }

    private static PortGroupStates Show(ClusterData cluster)
    {
        var states = new List<GroupState>(cluster.ActiveNodes.Count);
        foreach (var node in cluster.Nodes.AsSpan())
        {
            if (node.Status == NodeStatus.Active)
                states.Add(StateOf(node));
        }

        // Most changes of a cluster are about no group.
        var shown = new PortGroupStates(Ordered(states));
        if (LastShown.TryGetTarget(out var last) && last.Equals(shown))
            return last;
        LastShown.SetTarget(shown);
        return shown;
    }

    private static GroupState[] Ordered(List<GroupState> states)
    {
        states.Sort(static (one, other) => one.Id.CompareTo(other.Id));
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

    private static TargetPortGroup Group(ushort id, AsymmetricAccessState state) => Groups.GetOrAdd((id, state), static key =>
        new TargetPortGroup(key.Id, key.State, false, AccessStatusCode.Implicit, ImmutableArray.Create(key.Id)));

    private IEnumerable<(ushort Group, int Volume)> Lost() =>
        _states.SelectMany(group => group.Lost.Select(volume => (group.Id, volume)));
}

/// <summary>One group. Immutable.</summary>
/// <param name="Id">Port of its VIOS in the cluster.</param>
/// <param name="Lost">Volumes that the VIOS does not reach itself, though it reaches others.</param>
internal readonly record struct GroupState(ushort Id, AsymmetricAccessState State, ValueList<int> Lost)
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
