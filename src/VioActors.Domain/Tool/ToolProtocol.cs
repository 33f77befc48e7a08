using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Tool;

/// <summary>A command or query for the management tool's data (MGT-1): one in the cluster, a singleton.</summary>
public interface IToolMessage : IDomainMessage;

/// <summary>Stored event of the management tool.</summary>
public interface IToolEvent : IEvent;

/// <summary>
/// The cluster as it is now: members, active nodes, devices. What is known already changes nothing. Answered with <see cref="Ok"/> or
/// <see cref="NoOp"/>.
/// </summary>
/// <param name="Members">Every member; one that is in the UUID table and not here was removed.</param>
public sealed record ReportCluster(ObjectVersion Version, ValueList<UuidRow> Members, ValueList<VioUuid> Active) : ICommand, IToolMessage;

/// <summary>Answered with <see cref="ToolFound"/>.</summary>
public sealed record GetTool : IQuery, IToolMessage;

/// <summary>
/// Who is where, without the identities of devices, which in a large cluster are more than a message holds: for a restore (BR-9). Answered
/// with <see cref="ToolFound"/>.
/// </summary>
public sealed record GetUuidTable : IQuery, IToolMessage;

/// <summary>
/// Answer to <see cref="GetTool"/> and <see cref="GetUuidTable"/>.
/// </summary>
/// <param name="Rows">The UUID table, ordered by CEC and place.</param>
/// <param name="Active">The active nodes list (REG-14).</param>
public sealed record ToolFound(
    ObjectVersion Version, DateTimeOffset ReportedUtc, ValueList<UuidRow> Rows, ValueList<VioUuid> Active) : IReply;

/// <summary>
/// A row of the UUID table: CEC → VIOS with its location and the identities of its devices. It stays when the VIOS is removed, since a
/// UUID is never reused (SYS-4).
/// </summary>
public sealed record UuidRow(VioUuid Vios, string Name, DrcName Drc, bool Member, ValueList<DeviceIdentity> Devices);

/// <summary>Location code and name of a virtual adapter.</summary>
public sealed record DeviceIdentity(DrcName Drc, AdapterName Name);

public sealed record UuidRowSet(UuidRow Row) : IToolEvent;

public sealed record ClusterReported(ObjectVersion Version, ValueList<VioUuid> Active, DateTimeOffset AtUtc) : IToolEvent;

/// <summary>The whole state.</summary>
public sealed record ToolSnapshot(ObjectVersion Version, DateTimeOffset ReportedUtc, ValueList<UuidRow> Rows, ValueList<VioUuid> Active)
    : ISnapshot;
