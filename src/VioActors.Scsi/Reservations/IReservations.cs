namespace VioActors.Scsi.Reservations;

/// <summary>
/// The reservations of one logical unit, the same for every node that serves it. Implemented by the unit's owner; thread-safe.
/// The implementation persists a change, waits until no task admitted under the old state still runs elsewhere, then answers.
/// </summary>
public interface IReservations
{
    /// <summary>What commands are checked against: a snapshot. Asked for every command, so it must be at hand.</summary>
    ReservationState Current { get; }

    /// <summary>PTPL_C: APTPL is honoured.</summary>
    bool CanPersistThroughPowerLoss { get; }

    /// <summary>
    /// Decides, persists, and takes effect. Unit attentions for nexuses of the asking device server are raised by it from the answer.
    /// </summary>
    ValueTask<ReservationOutcome> ChangeAsync(ReservationCommand command, CancellationToken cancellation);
}
