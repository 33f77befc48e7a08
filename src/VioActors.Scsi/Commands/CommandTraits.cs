namespace VioActors.Scsi.Commands;

/// <summary>
/// When a command is processed and when it is refused: one line of the tables in SAM-5 clause 5.14, SPC-4 clauses 5.13 and 5.15.
/// </summary>
[Flags]
internal enum CommandTraits
{
    None = 0,

    /// <summary>Processed although a unit attention condition waits, which stays (INQUIRY, REPORT LUNS, REQUEST SENSE).</summary>
    PassesUnitAttention = 1 << 0,

    /// <summary>Processed by a target port in standby state (SPC-4 clause 5.15.2.4.4).</summary>
    InStandby = 1 << 1,

    /// <summary>Processed in unavailable state (SPC-4 clause 5.15.2.4.5).</summary>
    InUnavailable = 1 << 2,

    /// <summary>Processed during a transition (SPC-4 clause 5.15.2.5).</summary>
    InTransition = 1 << 3,

    /// <summary>Never conflicts with a persistent reservation of another nexus.</summary>
    PassesPersistentReservation = 1 << 4,

    /// <summary>
    /// Conflicts with exclusive access reservations only, as a read does. Without this and the former: conflicts as a write does.
    /// </summary>
    ReadsForReservation = 1 << 5,

    /// <summary>Never conflicts with RESERVE(6)/(10) of another nexus (SPC-2 clause 5.5.1).</summary>
    PassesReserve = 1 << 6,

    /// <summary>Changes the medium: refused while the unit is write protected.</summary>
    Writes = 1 << 7,

    /// <summary>Works on the medium: 02/3A/00 without one.</summary>
    Medium = 1 << 8,

    /// <summary>Processed while SANITIZE is under way or has failed (SBC-3 clause 4.11.2).</summary>
    InSanitize = 1 << 9,

    /// <summary>Processed in every access state.</summary>
    InAnyState = InStandby | InUnavailable | InTransition,

    /// <summary>Conflicts with no reservation.</summary>
    PassesReservations = PassesPersistentReservation | PassesReserve,

    /// <summary>Processed whatever the state of the unit and the nexus.</summary>
    Always = PassesUnitAttention | PassesReservations | InAnyState | InSanitize,
}
