using System.Collections.Immutable;
using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;

namespace VioActors.Scsi.Reservations;

/// <summary>How a reservation command ended.</summary>
public enum ReservationReply
{
    Done,

    /// <summary>RESERVATION CONFLICT status.</summary>
    Conflict,

    /// <summary>05/26/04.</summary>
    InvalidRelease,

    /// <summary>05/26/00.</summary>
    InvalidParameter,

    /// <summary>05/55/04.</summary>
    NoResources,
}

/// <summary>A unit attention condition for one nexus, on whichever node it is logged in.</summary>
public readonly record struct NexusAttention(NexusIdentity Nexus, SenseCode Code);

/// <summary>Result of a decision: the state after it and what must follow. Immutable.</summary>
/// <param name="Reply">How it ended; the state changed only with <see cref="ReservationReply.Done"/>.</param>
/// <param name="State">State after the command.</param>
/// <param name="Attentions">To establish before the command is answered, on every node.</param>
/// <param name="Aborted">Nexuses whose tasks PREEMPT AND ABORT ends, on every node, before the command is answered.</param>
public sealed record ReservationDecision(
    ReservationReply Reply, ReservationState State, ImmutableArray<NexusAttention> Attentions, ImmutableArray<NexusIdentity> Aborted);

/// <summary>
/// Answer of the port: a decision that has taken effect on every node, or why the owner of the reservations could not be asked.
/// </summary>
/// <param name="Result">Anything but Ok: nothing changed as far as is known, and <paramref name="Decision"/> is null.</param>
/// <param name="Decision">The decision.</param>
public readonly record struct ReservationOutcome(BackendResult Result, ReservationDecision? Decision);
