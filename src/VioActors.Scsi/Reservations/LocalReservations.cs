using VioActors.Scsi.Backend;

namespace VioActors.Scsi.Reservations;

/// <summary>Reservations of a unit that one process serves alone; they do not outlive it. Thread-safe.</summary>
public sealed class LocalReservations : IReservations
{
    private readonly Lock _gate = new();
    private volatile ReservationState _current = ReservationState.Empty;

    public ReservationState Current => _current;

    public bool CanPersistThroughPowerLoss => false;

    public ValueTask<ReservationOutcome> ChangeAsync(ReservationCommand command, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var decision = ReservationDecisions.Decide(_current, command);
            _current = decision.State;
            return ValueTask.FromResult(new ReservationOutcome(BackendResult.Ok, decision));
        }
    }
}
