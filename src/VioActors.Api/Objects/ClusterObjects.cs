using VioActors.Api.Xml;

namespace VioActors.Api.Objects;

/// <summary>The cluster.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Version of the cluster data; grows with every change of a member or a policy.</param>
/// <param name="Primary">UUID of the VIOS that was elected primary node (REG-7); null when none is.</param>
/// <param name="PrimaryTerm">The last term of the primary node that began; 0 before the first election.</param>
[XmlName("cluster")]
public sealed record ClusterObject(
    string Id,
    long Version,
    int Members,
    int ActiveMembers,
    string? Primary,
    long PrimaryTerm,
    IReadOnlyList<ActiveNode> ActiveNodes,
    IReadOnlyList<Policy> Policies) : VioObject(Id)
{
    public override long? SeenVersion() => Version;
}

/// <summary>One of the active nodes list (REG-14).</summary>
[XmlName("activeNode")]
public sealed record ActiveNode(string Vios);

/// <summary>A cluster-level policy (REG-13).</summary>
/// <param name="Version">Give it back to change this policy.</param>
[XmlName("policy")]
public sealed record Policy(string Name, long Version, string Content);

/// <summary>A virtual I/O server.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Name">Host name; a request may name it so where only one has it.</param>
/// <param name="Version">Version of the member's row.</param>
/// <param name="Cec">The CEC that it sits on.</param>
/// <param name="Partition">Its partition there.</param>
/// <param name="Drc">Location code.</param>
/// <param name="Status">defined, active, stopped, failed or removing.</param>
/// <param name="Detail">Why, for people.</param>
/// <param name="SinceUtc">Since when.</param>
/// <param name="Incarnation">Starts that it has had; null before it ever registered.</param>
[XmlName("vios")]
public sealed record ViosObject(
    string Id,
    long Version,
    string Name,
    string Cec,
    int Partition,
    string Drc,
    string Status,
    string Detail,
    DateTimeOffset SinceUtc,
    long? Incarnation,
    IReadOnlyList<Portal> Portals,
    IReadOnlyList<Layer> Layers,
    IReadOnlyList<Component> Components) : VioObject(Id)
{
    public override string Condition() => Status;

    public override long? SeenVersion() => Version;
}

/// <summary>Address of an iSCSI portal, host:port.</summary>
[XmlName("portal")]
public sealed record Portal(string Address);

/// <summary>A layer of the software stack (REG-1).</summary>
[XmlName("layer")]
public sealed record Layer(string Name, string Status, string Detail);

/// <summary>A module with the version that runs (REG-13).</summary>
[XmlName("component")]
public sealed record Component(string Name, string Version);

/// <summary>A physical machine.</summary>
/// <param name="Id">Machine type, model and serial: 9117.MMA.10F6E2B.</param>
/// <param name="Status">
/// active; degraded: a partition of it stands still; silent: its hypervisor does not answer; null: the cluster has no hypervisor of it.
/// </param>
/// <param name="Partitions">Those that its hypervisor defines, as far as known.</param>
[XmlName("cec")]
public sealed record CecObject(string Id, int Vioses, int Clients, string? Status, IReadOnlyList<LogicalPartition> Partitions)
    : VioObject(Id)
{
    public override string Condition() => Status ?? string.Empty;
}

/// <summary>A partition as PHYP defines it.</summary>
/// <param name="Kind">vios, client or externalHost.</param>
/// <param name="State">
/// Of a client: running, stopping, frozen, or inactive while it is not dispatched; null for a VIOS, for a host that the hypervisor does
/// not run now, and while its hypervisor is silent.
/// </param>
/// <param name="Reason">Why it is frozen, or what keeps it from going on; null while it runs.</param>
/// <param name="Vios">Partition of the VIOS that it is frozen for; null while it runs.</param>
/// <param name="SinceUtc">Since when it is frozen; null while it runs.</param>
[XmlName("partition")]
public sealed record LogicalPartition(
    int Id, string Name, string Kind, string? State, string? Reason, int? Vios, DateTimeOffset? SinceUtc);

/// <summary>A client: a partition or an iSCSI initiator.</summary>
/// <param name="Id">Its key: lpar:9117.MMA.10F6E2B/5 or iscsi:iqn.…</param>
/// <param name="ClientId">Its number, given at the first login (ID-2); null before.</param>
/// <param name="LoggedIn">Whether it is logged in on any adapter.</param>
/// <param name="MovedTo">Where it went; null while it is here.</param>
[XmlName("client")]
public sealed record ClientObject(
    string Id,
    long? ClientId,
    string Name,
    bool LoggedIn,
    string? MovedTo,
    IReadOnlyList<ClientNexus> Nexuses) : VioObject(Id)
{
    public override string Condition() => LoggedIn ? "loggedIn" : "loggedOut";
}

/// <summary>One row of the AdapterID structure: a virtual I_T nexus of the client.</summary>
/// <param name="AdapterId">Its vioAdapterID.</param>
/// <param name="Physical">The linked physical adapter; null when not linked (ID-6).</param>
[XmlName("nexus")]
public sealed record ClientNexus(
    long AdapterId,
    string Vios,
    string Adapter,
    int? ClientSlot,
    string? Physical,
    bool LoggedIn,
    DateTimeOffset SinceUtc);
