using Akka.Actor;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Fc;

/// <summary>Told by the VIOS: these are its physical Fibre Channel ports. Safe to repeat.</summary>
internal sealed record ServeFcPorts(IReadOnlyDictionary<AdapterName, Wwpn> Ports);

/// <summary>
/// A virtual server adapter wants its client in the fabric through a physical port. Answered with <see cref="San.VirtualPortAnswer"/>.
/// </summary>
/// <param name="Sink">Null: for zoning only.</param>
internal sealed record LogInThrough(AdapterName Port, Wwpn Client, INexusSink? Sink) : INoSerializationVerificationNeeded;

/// <summary>
/// Asks a VIOS for its physical Fibre Channel ports. Answered with <see cref="FcPortsReport"/>.
/// </summary>
public sealed record GetFcPorts
{
    public static GetFcPorts Instance { get; } = new();
}

/// <summary>The physical Fibre Channel ports of a VIOS, by name.</summary>
public sealed record FcPortsReport(IReadOnlyList<FcPortReport> Ports) : INoSerializationVerificationNeeded;

/// <summary>One physical Fibre Channel port.</summary>
/// <param name="Login">Its login; null while it is not in a fabric.</param>
/// <param name="VirtualPortsMax">Virtual adapters that may be active on it at once.</param>
/// <param name="Detail">Why it is not in a fabric; empty when it is.</param>
public sealed record FcPortReport(
    AdapterName Name, Wwpn Wwpn, bool LinkUp, FabricLogin? Login, int VirtualPortsMax, string Detail);

/// <summary>
/// Takes the link of a physical port away, as if its cable were pulled, or gives it back. Answered with <see cref="FcPortReport"/>, or
/// <see cref="Domain.Common.Rejected"/> when there is no such port.
/// </summary>
public sealed record SetFcLink(AdapterName Port, bool Up);

/// <summary>
/// Logs both names of a client into the fabric, or out of it, without any I/O, so that zones can be made and checked before the partition
/// runs or moves there. A name in use stays as it is. Answered with <see cref="WwpnsAnswer"/> or <see cref="Domain.Common.Rejected"/>.
/// </summary>
/// <param name="Adapter">The server adapter behind which the client is: <c>vfchost0</c>.</param>
public sealed record LogInWwpns(AdapterName Adapter, bool LoggedIn) : INoSerializationVerificationNeeded;

/// <summary>What became of each name, for people.</summary>
public sealed record WwpnsAnswer(IReadOnlyDictionary<Wwpn, string> Results) : INoSerializationVerificationNeeded;

/// <summary>Asks a VIOS for its virtual Fibre Channel server adapters. Answered with <see cref="VfchostsReport"/>.</summary>
public sealed record GetVfchosts
{
    public static GetVfchosts Instance { get; } = new();
}

/// <summary>The virtual Fibre Channel server adapters of a VIOS, by name.</summary>
public sealed record VfchostsReport(IReadOnlyList<VfchostReport> Adapters) : INoSerializationVerificationNeeded;

/// <summary>One virtual Fibre Channel server adapter.</summary>
/// <param name="Port">The physical port that it is mapped to; null: none.</param>
/// <param name="Login">Its client's login; null while it is not logged in.</param>
/// <param name="Passed">Commands that it has passed on since it logged in.</param>
public sealed record VfchostReport(AdapterName Name, AdapterName? Port, FabricLogin? Login, long Passed);
