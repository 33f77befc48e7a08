using Akka.Actor;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// Sent by a server adapter that needs the LU; answered by the attachment with <see cref="LuAttached"/> or <see cref="LuNotAttached"/>.
/// A repeat is safe: an LU is attached once in a VIOS.
/// </summary>
internal sealed record AttachLu(LuUdid Lu);

/// <summary>The LU is served by this VIOS: I/O may be sent to the access, which lives until the VIOS lets go of the LU.</summary>
internal sealed record LuAttached(LuIdentity Identity, LuAccess Access) : INoSerializationVerificationNeeded;

/// <summary>The LU cannot be served now.</summary>
/// <param name="Reason">For the log and the administrator.</param>
internal sealed record LuNotAttached(LuUdid Lu, string Reason);

/// <summary>The LU aggregate's answer to a request for a grant, or null when none came in time.</summary>
internal sealed record GrantAnswer(object? Reply) : INoSerializationVerificationNeeded;

/// <summary>The I/O of a revoked grant has drained.</summary>
internal sealed record GrantDrained(long Epoch);
