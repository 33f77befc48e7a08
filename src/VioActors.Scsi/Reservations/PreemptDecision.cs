using System.Collections.Immutable;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;

namespace VioActors.Scsi.Reservations;

/// <summary>PREEMPT and PREEMPT AND ABORT of a registered nexus (SPC-4 clauses 5.13.11.2.4 to 5.13.11.2.6). Thread-safe.</summary>
internal static class PreemptDecision
{
    public static ReservationDecision Decide(ReservationState state, ReservationCommand.Preempt command)
    {
        // A zero key names all others under an all-registrants reservation and nobody otherwise (SPC-4 table 68).
        if (command.VictimKey == 0 && !state.IsAllRegistrants)
        {
            return ReservationDecisions.Refuse(state, ReservationReply.InvalidParameter);
        }

        var takesReservation = state.IsAllRegistrants
            ? command.VictimKey == 0
            : state.Holder is { } holder && state.Find(holder)?.Key == command.VictimKey;
        return takesReservation ? TakeReservation(state, command) : RemoveRegistrations(state, command);
    }

    /// <summary>
    /// The reservation passes to the preemptor; those who lose their registration, or rights under the old type, are told.
    /// </summary>
    private static ReservationDecision TakeReservation(ReservationState state, ReservationCommand.Preempt command)
    {
        var victims = Victims(state, command);
        var left = state.Registrations.RemoveAll(victims.Contains);
        var attentions = ReservationDecisions.TellOthers(victims, command.Nexus, SenseCodes.RegistrationsPreempted);

        // SPC-4 clause 5.13.11.2.4: a changed type ends rights that the remaining registrants had.
        var endsRights = (state.IsRegistrantsOnly || state.IsAllRegistrants) && state.Type != command.Type;
        if (endsRights)
        {
            attentions = attentions.AddRange(ReservationDecisions.TellOthers(left, command.Nexus, SenseCodes.ReservationsReleased));
        }

        var next = state with { Generation = state.Generation + 1, Registrations = left };
        return ReservationDecisions.Done(
            ReservationDecisions.Hold(next, command.Nexus, command.Type), attentions, Aborted(command, victims));
    }

    /// <summary>
    /// Only registrations go; a key that names none is a conflict. An all-registrants reservation stays with those who are left.
    /// </summary>
    private static ReservationDecision RemoveRegistrations(ReservationState state, ReservationCommand.Preempt command)
    {
        if (!state.Registrations.Any(registration => registration.Key == command.VictimKey))
        {
            return ReservationDecisions.Refuse(state, ReservationReply.Conflict);
        }

        var victims = Victims(state, command);
        var next = state with { Generation = state.Generation + 1, Registrations = state.Registrations.RemoveAll(victims.Contains) };
        return ReservationDecisions.Done(
            next,
            ReservationDecisions.TellOthers(victims, command.Nexus, SenseCodes.RegistrationsPreempted),
            Aborted(command, victims));
    }

    /// <summary>The preemptor keeps its own registration even where its key is the one that is preempted.</summary>
    private static ImmutableArray<Registration> Victims(ReservationState state, ReservationCommand.Preempt command) =>
    [
        .. state.Registrations.Where(registration =>
            registration.Nexus != command.Nexus && (command.VictimKey == 0 || registration.Key == command.VictimKey)),
    ];

    private static ImmutableArray<NexusIdentity> Aborted(ReservationCommand.Preempt command, ImmutableArray<Registration> victims) =>
        command.Aborts ? [.. victims.Select(victim => victim.Nexus)] : [];
}
