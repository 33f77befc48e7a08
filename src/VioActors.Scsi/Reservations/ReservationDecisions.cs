using System.Collections.Immutable;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;

namespace VioActors.Scsi.Reservations;

/// <summary>
/// What becomes of the reservations of a unit (SPC-4 clause 5.13, SPC-2 clause 5.5). Static and synchronous: the owner persists the state
/// and carries
/// out the rest. Thread-safe.
/// </summary>
public static class ReservationDecisions
{
    public static ReservationDecision Decide(ReservationState state, ReservationCommand command) => command switch
    {
        ReservationCommand.ReserveUnit reserve => ReserveUnit(state, reserve.Nexus),
        ReservationCommand.ReleaseUnit release => EndReserve(state, release.Nexus),
        ReservationCommand.NexusLost lost => EndReserve(state, lost.Nexus),
        ReservationCommand.Reset => Done(state with { ReserveHolder = null }),

        // SPC-2 clause 5.5.1: PERSISTENT RESERVE OUT conflicts with RESERVE, whoever holds it.
        _ when state.ReserveHolder is not null => Refuse(state, ReservationReply.Conflict),
        ReservationCommand.Register register => Register(state, register),
        _ when state.Find(command.Nexus) is not { } own || own.Key != KeyOf(command) => Refuse(state, ReservationReply.Conflict),
        ReservationCommand.Reserve reserve => Reserve(state, reserve),
        ReservationCommand.Release release => Release(state, release),
        ReservationCommand.Clear clear => Clear(state, clear.Nexus),
        ReservationCommand.Preempt preempt => PreemptDecision.Decide(state, preempt),
        ReservationCommand.RegisterAndMove move => Move(state, move),
        _ => throw new ArgumentException($"No decision for {command.GetType().Name}.", nameof(command)),
    };

    internal static ReservationDecision Done(
        ReservationState state, ImmutableArray<NexusAttention>? attentions = null, ImmutableArray<NexusIdentity>? aborted = null) =>
        new(ReservationReply.Done, state, attentions ?? [], aborted ?? []);

    internal static ReservationDecision Refuse(ReservationState state, ReservationReply reply) => new(reply, state, [], []);

    /// <summary>One attention for each registered nexus but the one that asks.</summary>
    internal static ImmutableArray<NexusAttention> TellOthers(
        ImmutableArray<Registration> registrations, NexusIdentity asker, SenseCode code) =>
        [.. registrations.Where(other => other.Nexus != asker).Select(other => new NexusAttention(other.Nexus, code))];

    private static ulong KeyOf(ReservationCommand command) => command switch
    {
        ReservationCommand.Reserve reserve => reserve.Key,
        ReservationCommand.Release release => release.Key,
        ReservationCommand.Clear clear => clear.Key,
        ReservationCommand.Preempt preempt => preempt.Key,
        ReservationCommand.RegisterAndMove move => move.Key,
        _ => throw new ArgumentException($"{command.GetType().Name} carries no key.", nameof(command)),
    };

    /// <summary>SPC-2 clause 5.5: a unit with persistent registrations takes no RESERVE (CRH 0).</summary>
    private static ReservationDecision ReserveUnit(ReservationState state, NexusIdentity nexus) =>
        !state.Registrations.IsEmpty || (state.ReserveHolder is { } holder && holder != nexus)
            ? Refuse(state, ReservationReply.Conflict)
            : Done(state with { ReserveHolder = nexus });

    /// <summary>RELEASE of a nexus that holds nothing is no error.</summary>
    private static ReservationDecision EndReserve(ReservationState state, NexusIdentity nexus) =>
        Done(state.ReserveHolder == nexus ? state with { ReserveHolder = null } : state);

    /// <summary>SPC-4 clauses 5.13.7 and 5.13.11.2.3.</summary>
    private static ReservationDecision Register(ReservationState state, ReservationCommand.Register command)
    {
        var own = state.Find(command.Nexus);
        if (!command.IgnoresKey && command.Key != (own?.Key ?? 0))
        {
            return Refuse(state, ReservationReply.Conflict);
        }

        if (own is null && command.NewKey == 0)
        {
            return Done(state);
        }

        if (own is not null && command.NamesInitiators)
        {
            return Refuse(state, ReservationReply.InvalidParameter);
        }

        var next = state with { Generation = state.Generation + 1, PersistsThroughPowerLoss = command.PersistThroughPowerLoss };
        return command.NewKey == 0 ? UnregisterAll(next, own!, command.Others) : Add(state, next, command);
    }

    /// <summary>All of them are registered, or none (SPC-4 clause 5.13.7); one of the others that is registered keeps its key.</summary>
    private static ReservationDecision Add(ReservationState state, ReservationState next, ReservationCommand.Register command)
    {
        var added = command.Others.Distinct().Where(other => other != command.Nexus && state.Find(other) is null).ToList();
        var own = state.Find(command.Nexus);
        if (state.Registrations.Length + added.Count + (own is null ? 1 : 0) > ReservationState.RegistrationsMax)
        {
            return Refuse(state, ReservationReply.NoResources);
        }

        var registration = new Registration(command.Nexus, command.NewKey);
        var registrations = own is null ? next.Registrations.Add(registration) : next.Registrations.Replace(own, registration);
        return Done(next with
        {
            Registrations = registrations.AddRange(added.Select(other => new Registration(other, command.NewKey))),
        });
    }

    /// <summary>With ALL_TG_PT the registrations of the same initiator port with the same key at the other ports go too.</summary>
    private static ReservationDecision UnregisterAll(ReservationState state, Registration own, ImmutableArray<NexusIdentity> others)
    {
        var decision = Unregister(state, own);
        foreach (var other in others)
        {
            if (decision.State.Find(other) is { } registration && registration.Key == own.Key)
            {
                var further = Unregister(decision.State, registration);
                decision = further with { Attentions = decision.Attentions.AddRange(further.Attentions) };
            }
        }

        return decision with { Attentions = [.. decision.Attentions.Where(told => told.Nexus != own.Nexus)] };
    }

    /// <summary>
    /// SPC-4 clause 5.13.11.2.3: the holder's reservation ends with its registration; the other registrants are told if it was theirs to
    /// use
    /// (registrants only). An all-registrants reservation ends with the last registration.
    /// </summary>
    private static ReservationDecision Unregister(ReservationState state, Registration own)
    {
        var next = state with { Registrations = state.Registrations.Remove(own) };
        var ends = state.IsAllRegistrants ? next.Registrations.IsEmpty : state.Holder == own.Nexus;
        if (state.Type is null || !ends)
        {
            return Done(next);
        }

        var attentions = state.IsRegistrantsOnly ? TellOthers(next.Registrations, own.Nexus, SenseCodes.ReservationsReleased) : [];
        return Done(next with { Type = null, Holder = null }, attentions);
    }

    /// <summary>SPC-4 clause 5.13.9: repeating it is no error, changing the type is a conflict.</summary>
    private static ReservationDecision Reserve(ReservationState state, ReservationCommand.Reserve command)
    {
        if (state.Type is not null)
        {
            return state.IsHeldBy(command.Nexus) && state.Type == command.Type ? Done(state) : Refuse(state, ReservationReply.Conflict);
        }

        return Done(Hold(state, command.Nexus, command.Type));
    }

    internal static ReservationState Hold(ReservationState state, NexusIdentity nexus, ReservationType type) => state with
    {
        Type = type,
        Holder = type is ReservationType.WriteExclusiveAllRegistrants or ReservationType.ExclusiveAccessAllRegistrants ? null : nexus,
    };

    /// <summary>SPC-4 clause 5.13.11.2.2.</summary>
    private static ReservationDecision Release(ReservationState state, ReservationCommand.Release command)
    {
        if (!state.IsHeldBy(command.Nexus))
        {
            return Done(state);
        }

        if (state.Type != command.Type)
        {
            return Refuse(state, ReservationReply.InvalidRelease);
        }

        var tells = state.IsRegistrantsOnly || state.IsAllRegistrants;
        var attentions = tells ? TellOthers(state.Registrations, command.Nexus, SenseCodes.ReservationsReleased) : [];
        return Done(state with { Type = null, Holder = null }, attentions);
    }

    /// <summary>SPC-4 clause 5.13.11.2.7.</summary>
    private static ReservationDecision Clear(ReservationState state, NexusIdentity nexus)
    {
        var attentions = TellOthers(state.Registrations, nexus, SenseCodes.ReservationsPreempted);
        return Done(state with { Generation = state.Generation + 1, Registrations = [], Type = null, Holder = null }, attentions);
    }

    /// <summary>SPC-4 clause 5.13.8: only the one holder can move its reservation, and not to itself.</summary>
    private static ReservationDecision Move(ReservationState state, ReservationCommand.RegisterAndMove command)
    {
        if (state.IsAllRegistrants || state.Holder != command.Nexus)
        {
            return Refuse(state, ReservationReply.Conflict);
        }

        if (command.NewKey == 0 || command.Target == command.Nexus)
        {
            return Refuse(state, ReservationReply.InvalidParameter);
        }

        var target = state.Find(command.Target);
        if (target is null && state.Registrations.Length == ReservationState.RegistrationsMax)
        {
            return Refuse(state, ReservationReply.NoResources);
        }

        var moved = new Registration(command.Target, command.NewKey);
        var registrations = target is null ? state.Registrations.Add(moved) : state.Registrations.Replace(target, moved);
        return Done(state with
        {
            Generation = state.Generation + 1,
            PersistsThroughPowerLoss = command.PersistThroughPowerLoss,
            Holder = command.Target,
            Registrations = command.Unregisters ? registrations.RemoveAll(one => one.Nexus == command.Nexus) : registrations,
        });
    }
}
