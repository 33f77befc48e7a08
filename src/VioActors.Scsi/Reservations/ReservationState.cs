using System.Collections.Immutable;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Scsi.Reservations;

/// <summary>Persistent reservation types (SPC-4 clause 6.16.3.4); the values of the TYPE field.</summary>
public enum ReservationType : byte
{
    WriteExclusive = 1,
    ExclusiveAccess = 3,
    WriteExclusiveRegistrantsOnly = 5,
    ExclusiveAccessRegistrantsOnly = 6,
    WriteExclusiveAllRegistrants = 7,
    ExclusiveAccessAllRegistrants = 8,
}

/// <summary>One registered I_T nexus. Immutable.</summary>
public sealed record Registration(NexusIdentity Nexus, ulong Key);

/// <summary>How a command meets a reservation.</summary>
public enum ReservationAccess
{
    /// <summary>Never conflicts.</summary>
    Free,

    /// <summary>Conflicts with exclusive access.</summary>
    Read,

    /// <summary>Conflicts with any reservation.</summary>
    Write,
}

/// <summary>
/// Reservations of one logical unit: persistent ones (SPC-4 clause 5.13) and the older RESERVE (SPC-2 clause 5.5). Immutable.
/// </summary>
public sealed record ReservationState
{
    /// <summary>More initiators than one unit is meant for; the next one gets 05/55/04.</summary>
    public const int RegistrationsMax = 1024;

    public static readonly ReservationState Empty = new();

    /// <summary>PRGENERATION.</summary>
    public uint Generation { get; init; }

    public ImmutableArray<Registration> Registrations { get; init; } = [];

    /// <summary>Type of the reservation; null: none is held.</summary>
    public ReservationType? Type { get; init; }

    /// <summary>Who holds it; null without a reservation and for the all-registrants types, which every registered nexus holds.</summary>
    public NexusIdentity? Holder { get; init; }

    /// <summary>Registrations and reservation outlive a loss of power (APTPL of the last REGISTER).</summary>
    public bool PersistsThroughPowerLoss { get; init; }

    /// <summary>Nexus with RESERVE(6)/(10) in force.</summary>
    public NexusIdentity? ReserveHolder { get; init; }

    public bool IsAllRegistrants =>
        Type is ReservationType.WriteExclusiveAllRegistrants or ReservationType.ExclusiveAccessAllRegistrants;

    public bool IsRegistrantsOnly =>
        Type is ReservationType.WriteExclusiveRegistrantsOnly or ReservationType.ExclusiveAccessRegistrantsOnly;

    private bool IsWriteExclusive => Type is ReservationType.WriteExclusive or ReservationType.WriteExclusiveRegistrantsOnly
        or ReservationType.WriteExclusiveAllRegistrants;

    public Registration? Find(NexusIdentity nexus)
    {
        foreach (var registration in Registrations)
        {
            if (registration.Nexus == nexus)
            {
                return registration;
            }
        }

        return null;
    }

    public bool IsHeldBy(NexusIdentity nexus) => Type is not null && (IsAllRegistrants ? Find(nexus) is not null : Holder == nexus);

    /// <summary>
    /// Whether a command of <paramref name="nexus"/> gets RESERVATION CONFLICT (SPC-4 table 66, SBC-3 table 13, SPC-2 clause 5.5.1).
    /// </summary>
    /// <param name="nexus">Where the command comes from.</param>
    /// <param name="access">How it meets a persistent reservation.</param>
    /// <param name="passesReserve">It is allowed under RESERVE of another nexus.</param>
    public bool Conflicts(NexusIdentity nexus, ReservationAccess access, bool passesReserve)
    {
        if (ReserveHolder is { } reserver && reserver != nexus && !passesReserve)
        {
            return true;
        }

        if (Type is null || access == ReservationAccess.Free || (access == ReservationAccess.Read && IsWriteExclusive) || IsHeldBy(nexus))
        {
            return false;
        }

        return !IsRegistrantsOnly || Find(nexus) is null;
    }
}
