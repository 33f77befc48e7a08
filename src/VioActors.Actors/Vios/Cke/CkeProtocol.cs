using Akka.Actor;
using VioActors.Actors.Vios.Cke.Relay;
using VioActors.Domain.Cluster;

namespace VioActors.Actors.Vios.Cke;

/// <summary>Asks a VIOS for its peers. Answered with <see cref="CkeReport"/>.</summary>
public sealed record GetCkeReport
{
    public static GetCkeReport Instance { get; } = new();
}

/// <summary>The peers of a VIOS and how they are reached.</summary>
/// <param name="Interconnects">Own addresses, one an interconnect.</param>
/// <param name="Cut">Interconnects that are cut on purpose.</param>
/// <param name="ServedForPeers">Requests that this VIOS ran for others.</param>
public sealed record CkeReport(
    IReadOnlyList<string> Interconnects, IReadOnlyList<int> Cut, IReadOnlyList<PeerReport> Peers, long ServedForPeers)
    : INoSerializationVerificationNeeded;

/// <summary>One peer.</summary>
public sealed record PeerReport(string Name, PeerRouteFigures Figures);

/// <summary>
/// Sent by an administrator's tool to a VIOS: cuts one of its interconnects, or restores it. Answered with <see cref="CkeReport"/>, or
/// <see cref="Domain.Common.Rejected"/> when there is none of that number.
/// </summary>
public sealed record CutInterconnect(int Index, bool Cut) : INoSerializationVerificationNeeded;

/// <summary>The cluster data changed: peers come, go, or move.</summary>
internal sealed record MeetPeers(ClusterData Cluster);

/// <summary>The own fabric is lost or back. From the DSA (RED-2).</summary>
internal sealed record FabricChanged(bool Up);

/// <summary>A peer may have become usable, or ceased to be.</summary>
internal sealed record PeerChanged
{
    public static PeerChanged Instance { get; } = new();
}
