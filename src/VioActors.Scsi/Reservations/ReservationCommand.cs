using System.Collections.Immutable;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Scsi.Reservations;

/// <summary>
/// What a nexus, or the target, wants of the reservations of one logical unit. Immutable. Repeats are safe where SPC-4 makes them so.
/// </summary>
public abstract record ReservationCommand(NexusIdentity Nexus)
{
    /// <summary>REGISTER, and REGISTER AND IGNORE EXISTING KEY when <paramref name="IgnoresKey"/>; a new key of zero unregisters.</summary>
    public sealed record Register(NexusIdentity Nexus, ulong Key, ulong NewKey, bool IgnoresKey, bool PersistThroughPowerLoss)
        : ReservationCommand(Nexus)
    {
        /// <summary>SPEC_I_PT was set: a nexus that is registered already must not name others (SPC-4 clause 5.13.7).</summary>
        public bool NamesInitiators { get; init; }

        /// <summary>Further nexuses for SPEC_I_PT and ALL_TG_PT.</summary>
        public ImmutableArray<NexusIdentity> Others { get; init; } = [];
    }

    /// <summary>RESERVE service action.</summary>
    public sealed record Reserve(NexusIdentity Nexus, ulong Key, ReservationType Type) : ReservationCommand(Nexus);

    /// <summary>RELEASE service action.</summary>
    public sealed record Release(NexusIdentity Nexus, ulong Key, ReservationType Type) : ReservationCommand(Nexus);

    /// <summary>CLEAR service action.</summary>
    public sealed record Clear(NexusIdentity Nexus, ulong Key) : ReservationCommand(Nexus);

    /// <summary>PREEMPT, and PREEMPT AND ABORT when <paramref name="Aborts"/>.</summary>
    public sealed record Preempt(NexusIdentity Nexus, ulong Key, ulong VictimKey, ReservationType Type, bool Aborts)
        : ReservationCommand(Nexus);

    /// <summary>REGISTER AND MOVE service action.</summary>
    public sealed record RegisterAndMove(
        NexusIdentity Nexus, ulong Key, ulong NewKey, NexusIdentity Target, bool Unregisters, bool PersistThroughPowerLoss)
        : ReservationCommand(Nexus);

    /// <summary>RESERVE(6) and (10).</summary>
    public sealed record ReserveUnit(NexusIdentity Nexus) : ReservationCommand(Nexus);

    /// <summary>RELEASE(6) and (10).</summary>
    public sealed record ReleaseUnit(NexusIdentity Nexus) : ReservationCommand(Nexus);

    /// <summary>The nexus is lost: its RESERVE ends, persistent reservations stay.</summary>
    public sealed record NexusLost(NexusIdentity Nexus) : ReservationCommand(Nexus);

    /// <summary>Logical unit or target reset: RESERVE ends for whoever holds it, persistent reservations stay.</summary>
    public sealed record Reset() : ReservationCommand(default(NexusIdentity));
}
