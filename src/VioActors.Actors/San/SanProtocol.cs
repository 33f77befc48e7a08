using Akka.Actor;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.San;

/// <summary>
/// FLOGI: a physical port of a VIOS logs in to the fabric that it is cabled to. Its sender is watched: when it ends, the link is gone.
/// Answered with <see cref="PortLoggedIn"/> or <see cref="Domain.Common.Rejected"/>. Safe to repeat.
/// </summary>
public sealed record LogInPort(Wwpn Port) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="LogInPort"/>.</summary>
public sealed record PortLoggedIn(FabricLogin Login) : INoSerializationVerificationNeeded;

/// <summary>
/// FDISC: a virtual port logs in through a physical one. Answered with <see cref="VirtualPortAnswer"/>. A login that is there is taken
/// over.
/// </summary>
/// <param name="CountMax">Virtual ports that the physical one supports at once.</param>
/// <param name="Sink">Told when the login ends. Null: the login is for zoning only, and carries no I/O.</param>
public sealed record LogInVirtualPort(Wwpn Through, Wwpn Port, int CountMax, INexusSink? Sink) : INoSerializationVerificationNeeded;

/// <summary>Answer to <see cref="LogInVirtualPort"/>: the way to what is zoned with and masked to the port, or why there is none.</summary>
/// <param name="Login">Null when refused.</param>
public sealed record VirtualPortAnswer(NexusLogin Nexus, FabricLogin? Login) : INoSerializationVerificationNeeded;

/// <summary>LOGO, or the loss of a link: the port, and what came through it, is logged out. Answered with
/// <see cref="Domain.Common.Ok"/>.</summary>
public sealed record LogOutPort(Wwpn Port, string Reason) : INoSerializationVerificationNeeded;

/// <summary>Asks who is logged in. Answered with <see cref="SanReport"/>.</summary>
public sealed record GetSanReport
{
    public static GetSanReport Instance { get; } = new();
}

/// <summary>The storage area network at one moment. Immutable.</summary>
/// <param name="Units">LUNs that were asked for, with what is wrong with them; empty when nothing is.</param>
public sealed record SanReport(SanConfiguration Configuration, FabricLogins Logins, IReadOnlyDictionary<SanName, string> Units)
    : INoSerializationVerificationNeeded;
