using System.Collections.Immutable;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cluster;

/// <summary>State of the cluster aggregate. Immutable.</summary>
/// <param name="Name">Null until created.</param>
/// <param name="Version">Grows by one with each event.</param>
public sealed record ClusterState(
    ClusterName? Name,
    ObjectVersion Version,
    ImmutableSortedDictionary<VioUuid, ClusterNode> Nodes,
    ImmutableSortedDictionary<string, ClusterPolicy> Policies,
    PrimaryOffice Primary)
{
    public static ClusterState Empty { get; } = new(
        null,
        default,
        ImmutableSortedDictionary<VioUuid, ClusterNode>.Empty,
        ImmutableSortedDictionary.Create<string, ClusterPolicy>(StringComparer.Ordinal),
        PrimaryOffice.Vacant);

    public static ClusterState From(ClusterSnapshot snapshot) => new(
        snapshot.Name,
        snapshot.Version,
        snapshot.Nodes.ToImmutableSortedDictionary(node => node.Vios, node => node),
        snapshot.Policies.ToImmutableSortedDictionary(policy => policy.Name, policy => policy, StringComparer.Ordinal),
        snapshot.Primary ?? PrimaryOffice.Vacant);

    public ClusterSnapshot ToSnapshot() => new(Name, Version, Nodes.Values.ToValueList(), Policies.Values.ToValueList(), Primary);

    /// <summary>Everything that a member may know.</summary>
    /// <exception cref="InvalidOperationException">The cluster is not created.</exception>
    public ClusterData ToData() => new(
        Name ?? throw new InvalidOperationException("The cluster has no data before it is created."),
        Version,
        Nodes.Values.ToValueList(),
        Policies.Values.ToValueList(),
        Nodes.Values.Where(node => node.Status == NodeStatus.Active).Select(node => node.Vios).ToValueList(),
        Primary);

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public ClusterState Apply(IClusterEvent @event)
    {
        var next = @event switch
        {
            ClusterCreated e => this with
            {
                Name = e.Name,
                Nodes = e.Nodes.ToImmutableSortedDictionary(node => node.Vios, node => Defined(node, e.AtUtc)),
            },
            NodeAdded e => this with { Nodes = Nodes.Add(e.Node.Vios, Defined(e.Node, e.AtUtc)) },
            ViosJoined e => this with { Nodes = Nodes.SetItem(e.Registration.Vios, Joined(Nodes[e.Registration.Vios], e)) },
            ViosStatusChanged e => Change(e.Vios, node => node with
            {
                Registration = node.Registration! with { Stack = e.Stack, Portals = e.Portals },
            }),
            ViosStopped e => Change(e.Vios, node => node with { Status = NodeStatus.Stopped, Detail = e.Reason, SinceUtc = e.AtUtc }),
            ViosFailed e => Change(e.Vios, node => node with { Status = NodeStatus.Failed, Detail = e.Reason, SinceUtc = e.AtUtc }),
            NodeRemovalBegun e => Change(e.Vios, node => node with
            {
                Status = NodeStatus.Removing,
                Detail = e.Forced ? "being removed by force" : "being removed",
                RemovalForced = e.Forced,
                SinceUtc = e.AtUtc,
            }),
            NodeRemovalCancelled e => Change(e.Vios, node => node with
            {
                Status = node.Registration is null ? NodeStatus.Defined : NodeStatus.Active,
                Detail = e.Reason,
                RemovalForced = false,
                SinceUtc = e.AtUtc,
            }),
            NodeRemoved e => this with { Nodes = Nodes.Remove(e.Vios) },
            PrimaryElected e => this with { Primary = new PrimaryOffice(e.Term, e.Vios, e.Incarnation, e.AtUtc, "elected") },
            PrimaryEnded e => this with { Primary = new PrimaryOffice(e.Term, null, 0, e.AtUtc, e.Reason) },
            PolicySet e => this with { Policies = Policies.SetItem(e.Policy.Name, e.Policy) },
            _ => throw new InvalidOperationException($"The cluster knows no event {@event.GetType().Name}; a newer version wrote it."),
        };
        return next with { Version = Version.Next() };
    }

    private static ClusterNode Defined(NodeDefinition node, DateTimeOffset atUtc) =>
        new(node, NodeStatus.Defined, null, "never registered", atUtc, ObjectVersion.First);

    private static ClusterNode Joined(ClusterNode node, ViosJoined e) => new(
        new NodeDefinition(e.Registration.Vios, e.Registration.Name, e.Registration.Drc),
        NodeStatus.Active,
        e.Registration,
        "registered",
        e.AtUtc,
        node.Version.Next(),
        AssignedPort: e.Port ?? node.AssignedPort);

    private ClusterState Change(VioUuid vios, Func<ClusterNode, ClusterNode> change)
    {
        var node = Nodes[vios];
        return this with { Nodes = Nodes.SetItem(vios, change(node) with { Version = node.Version.Next() }) };
    }
}
