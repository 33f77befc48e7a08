using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Cluster;

/// <summary>
/// What a VIOS tells the shared VIOS DB about itself (REG-2). Made by its registration module from its software stack (REG-1).
/// </summary>
/// <param name="Vios">Its UUID.</param>
/// <param name="Name">Host name, for people.</param>
/// <param name="Drc">Where it sits; carries its CEC and partition (SYS-3).</param>
/// <param name="Incarnation">Grows with every start of the VIOS; an older one is refused.</param>
/// <param name="Address">Address of its actor system, for messages of the members.</param>
/// <param name="Stack">Each layer of the software stack with its status.</param>
/// <param name="Components">Versions of the modules that it runs (REG-13).</param>
/// <param name="Portals">Addresses of its iSCSI portals, host:port.</param>
/// <param name="Interconnects">Addresses of its interconnects for the other VIOSes, host:port (RED-7).</param>
public sealed record ViosRegistration(
    VioUuid Vios,
    string Name,
    DrcName Drc,
    long Incarnation,
    string Address,
    ValueList<LayerState> Stack,
    ValueList<ComponentVersion> Components,
    ValueList<string> Portals,
    ValueList<string> Interconnects);

/// <summary>A member named before it has ever registered (REG-6).</summary>
/// <param name="Vios">Its UUID.</param>
/// <param name="Name">Host name, for people.</param>
/// <param name="Drc">Where it sits.</param>
public sealed record NodeDefinition(VioUuid Vios, string Name, DrcName Drc);

/// <summary>A layer of a VIOS's software stack and how it is (REG-1).</summary>
/// <param name="Detail">Why, for people.</param>
/// <param name="LostVolumes">
/// Of the storage layer: volumes that the VIOS does not reach itself, though it reaches others, by their index in the pool.
/// </param>
public sealed record LayerState(StackLayer Layer, LayerStatus Status, string Detail, ValueList<int> LostVolumes)
{
    public LayerState(StackLayer layer, LayerStatus status, string detail)
        : this(layer, status, detail, [])
    {
    }
}

/// <summary>The layers, lowest first. Values are stored and sent: never renumbered.</summary>
public enum StackLayer
{
    Unspecified = 0,
    OsKernel = 1,
    StorageVirtualization = 2,
    Clustering = 3,
}

/// <summary>Values are stored and sent: never renumbered.</summary>
public enum LayerStatus
{
    Unspecified = 0,
    Starting = 1,
    Up = 2,
    Degraded = 3,
    Down = 4,
}

/// <summary>Version that a VIOS runs of a module, e.g. <c>vio-actors</c> <c>0.1.0</c> (REG-13).</summary>
public sealed record ComponentVersion(string Component, string Version);

/// <summary>A cluster-level policy or module which the DB gives to a VIOS that lacks it (REG-13).</summary>
/// <param name="Name">E.g. <c>io-redundancy</c>.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="Content">HOCON or XML text; at most 64 KiB.</param>
public sealed record ClusterPolicy(string Name, long Version, string Content);

/// <summary>A member as the DB knows it.</summary>
/// <param name="Definition">Its UUID, name and place.</param>
/// <param name="Status">Where it is in its life as a member.</param>
/// <param name="Registration">What it last registered; null when it never did.</param>
/// <param name="Detail">Why it has this status, for people.</param>
/// <param name="SinceUtc">When it got this status.</param>
/// <param name="Version">Version of this member's row.</param>
/// <param name="RemovalForced">It is removed even with clients mapped to it.</param>
/// <param name="AssignedPort">Given by the DB at the first registration and kept; null before that, and for members that registered when
/// none were given.</param>
public sealed record ClusterNode(
    NodeDefinition Definition,
    NodeStatus Status,
    ViosRegistration? Registration,
    string Detail,
    DateTimeOffset SinceUtc,
    ObjectVersion Version,
    bool RemovalForced = false,
    ScsiPortId? AssignedPort = null)
{
    public VioUuid Vios => Definition.Vios;

    /// <summary>Its target port in the cluster.</summary>
    public ScsiPortId Port => AssignedPort ?? ScsiPortId.Of(Definition.Drc);
}

/// <summary>Values are stored and sent: never renumbered.</summary>
public enum NodeStatus
{
    Unspecified = 0,

    /// <summary>Named, never registered.</summary>
    Defined = 1,

    /// <summary>Registered and serving: on the active nodes list.</summary>
    Active = 2,

    /// <summary>Left in an orderly way.</summary>
    Stopped = 3,

    /// <summary>Lost: found out by the others, or registration failed.</summary>
    Failed = 4,

    /// <summary>Being removed: takes no new mapping.</summary>
    Removing = 5,
}

/// <summary>
/// Cluster configuration data and state data together: the answer to a registration (REG-2), kept in each local store (REG-4).
/// </summary>
/// <param name="Name">Cluster name.</param>
/// <param name="Version">Version of the whole; a copy with a smaller one is older.</param>
/// <param name="Nodes">All members, ordered by UUID.</param>
/// <param name="Policies">Policies in force, ordered by name.</param>
/// <param name="ActiveNodes">The active nodes list (REG-14), ordered.</param>
/// <param name="Primary">The office of the primary node (REG-7).</param>
public sealed record ClusterData(
    ClusterName Name,
    ObjectVersion Version,
    ValueList<ClusterNode> Nodes,
    ValueList<ClusterPolicy> Policies,
    ValueList<VioUuid> ActiveNodes,
    PrimaryOffice Primary)
{
    /// <summary>The member of that UUID; null for none.</summary>
    public ClusterNode? Find(VioUuid vios)
    {
        var (low, high) = (0, Nodes.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Nodes[middle].Vios.CompareTo(vios);
            if (order == 0)
            {
                return Nodes[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}

/// <summary>The office of the primary node (REG-7): one holder for each term, terms only grow.</summary>
/// <param name="Term">The last term that began; 0 before the first election.</param>
/// <param name="Holder">Who was elected for it; null when the term has ended.</param>
/// <param name="Incarnation">Start of the holder that was elected.</param>
/// <param name="SinceUtc">When the term began or ended.</param>
/// <param name="Detail">Why it is as it is, for people.</param>
public sealed record PrimaryOffice(long Term, VioUuid? Holder, long Incarnation, DateTimeOffset SinceUtc, string Detail)
{
    public static PrimaryOffice Vacant { get; } = new(0, null, 0, DateTimeOffset.UnixEpoch, "never elected");
}
