using Akka.Actor;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.LogicalUnits.Scsi;
using VioActors.Domain.Values;
using VioActors.Storage.Access;

namespace VioActors.Actors.Vios.LogicalUnits;

/// <summary>
/// Sent by a server adapter that needs the LU; answered by the attachment with <see cref="LuAttached"/> or <see cref="LuNotAttached"/>.
/// A repeat is safe: an LU is attached once in a VIOS.
/// </summary>
internal sealed record AttachLu(LuUdid Lu);

/// <summary>The LU is served by this VIOS: I/O may be sent to the access, which lives until the VIOS lets go of the LU.</summary>
/// <param name="Unit">Its SCSI state, in force.</param>
/// <param name="Attachment">When it ends, access and unit are void: attach again.</param>
internal sealed record LuAttached(LuIdentity Identity, LuAccess Access, LuUnit Unit, LuOwner Owner, IActorRef Attachment)
    : INoSerializationVerificationNeeded;

/// <summary>The LU cannot be served now.</summary>
/// <param name="Reason">For the log and the administrator.</param>
internal sealed record LuNotAttached(LuUdid Lu, string Reason);

/// <summary>News of the LU aggregates may have been lost: compare each grant with what the aggregate has.</summary>
internal sealed record CompareGrants
{
    public static CompareGrants Instance { get; } = new();
}

/// <summary>The VIOS ends in order: every grant is released. Answered with <see cref="AllReleased"/> when that is sent.</summary>
internal sealed record ReleaseAll
{
    public static ReleaseAll Instance { get; } = new();
}

/// <summary>Answer to <see cref="ReleaseAll"/>.</summary>
internal sealed record AllReleased
{
    public static AllReleased Instance { get; } = new();
}

/// <summary>The LU aggregate's answer to a request for a grant, or null when none came in time.</summary>
/// <param name="Scsi">The state that goes with a grant.</param>
internal sealed record GrantAnswer(object? Reply, ScsiFound? Scsi) : INoSerializationVerificationNeeded;

/// <summary>The aggregate does not know the grant of this epoch any more.</summary>
internal sealed record GrantLost(long Epoch);

/// <summary>The SCSI state of that version is in force at this VIOS.</summary>
internal sealed record ScsiApplied(long Version);

/// <summary>Nothing is under way at the places of chunks withdrawn up to that version.</summary>
internal sealed record ChunksLetGo(long Version);

/// <summary>A change could not be worked by; the aggregate tells it again.</summary>
internal sealed record ScsiNotApplied(string Reason);

/// <summary>The I/O of a revoked grant has drained.</summary>
internal sealed record GrantDrained(long Epoch);
