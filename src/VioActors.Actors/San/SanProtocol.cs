using Akka.Actor;
using VioActors.Domain.Npiv;
using VioActors.Domain.Values;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.San;

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
