using VioActors.Iscsi.Session;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Login;

/// <summary>What a successful login leads to.</summary>
/// <param name="InitiatorName">Normalized.</param>
/// <param name="Isid">48-bit initiator session id.</param>
/// <param name="Tsih">Handle of the session.</param>
/// <param name="ConnectionId">CID of the connection.</param>
/// <param name="TargetName">Normalized; null for discovery.</param>
/// <param name="Nexus">Null for discovery.</param>
/// <param name="Parameters">Negotiated parameters.</param>
/// <param name="WriteMemoryBytes">Granted share of the portal's write memory.</param>
internal sealed record LoginOutcome(
    string InitiatorName, ulong Isid, ushort Tsih, ushort ConnectionId, string? TargetName, ITargetNexus? Nexus,
    SessionParameters Parameters,
    long WriteMemoryBytes);
