using VioActors.Iscsi.Session;

namespace VioActors.Iscsi.Portal;

/// <summary>A session as the administrator sees it. Immutable but for the counters, which go on counting.</summary>
/// <param name="InitiatorName">Normalized name.</param>
/// <param name="TargetName">Null for a discovery session.</param>
/// <param name="Isid">48-bit initiator session id.</param>
/// <param name="Tsih">Session handle, unique in the portal.</param>
/// <param name="PeerAddress">Where the connection comes from.</param>
/// <param name="Parameters">What was negotiated.</param>
/// <param name="LiveTasks">Commands under way.</param>
/// <param name="Counters">Totals since login.</param>
public sealed record IscsiSessionInfo(
    string InitiatorName, string? TargetName, ulong Isid, ushort Tsih, string PeerAddress, SessionParameters Parameters, int LiveTasks,
    SessionCounters Counters)
{
    internal static IscsiSessionInfo? Of(IscsiConnection connection) => connection.Session is not { } s
        ? null
        : new IscsiSessionInfo(
            s.InitiatorName, s.TargetName, s.Isid, s.Tsih, connection.PeerAddress, s.Parameters, connection.Window.LiveTasks,
            connection.Counters);
}
