using VioActors.Iscsi.Session;

namespace VioActors.Iscsi.Portal;

/// <summary>A session as the administrator sees it. Immutable but for the counters, which go on counting.</summary>
/// <param name="InitiatorName">Normalized name.</param>
/// <param name="TargetName">Null for a discovery session.</param>
/// <param name="Isid">48-bit initiator session id.</param>
/// <param name="Tsih">Session handle, unique in the portal.</param>
/// <param name="Connections">Its connections, in the order of their ids; at least one.</param>
/// <param name="Parameters">What was negotiated for the session, and for its leading connection.</param>
/// <param name="LiveTasks">Commands under way.</param>
/// <param name="Counters">Totals since login.</param>
public sealed record IscsiSessionInfo(
    string InitiatorName, string? TargetName, ulong Isid, ushort Tsih, IReadOnlyList<IscsiConnectionInfo> Connections,
    SessionParameters Parameters, int LiveTasks, SessionCounters Counters)
{
    internal static IscsiSessionInfo? Of(IscsiSession session) => session.Connections is not { Length: > 0 } connections
        ? null
        : new IscsiSessionInfo(
            session.Identity.InitiatorName, session.Identity.TargetName, session.Identity.Isid, session.Tsih,
            [.. connections.Select(static c => new IscsiConnectionInfo(c.ConnectionId, c.PeerAddress))], session.Parameters,
            session.Window.LiveTasks, session.Counters);
}

/// <summary>A connection of a session. Immutable.</summary>
/// <param name="ConnectionId">CID.</param>
/// <param name="PeerAddress">Where it comes from.</param>
public sealed record IscsiConnectionInfo(ushort ConnectionId, string PeerAddress);
