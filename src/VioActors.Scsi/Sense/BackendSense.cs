using VioActors.Scsi.Backend;

namespace VioActors.Scsi.Sense;

/// <summary>What an initiator is told about each outcome of the backend: the one table. Thread-safe.</summary>
public static class BackendSense
{
    /// <summary>
    /// BUSY rather than 02/04/01 for a unit that is not usable for a moment: the initiators that have no multipath retry BUSY and fail on
    /// NOT READY.
    /// </summary>
    public static bool IsBusy(BackendResult result) => result == BackendResult.NotReady;

    /// <summary>
    /// The sense code of a failure. A lost path is never a medium error: multipath initiators would not try the other path.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="result"/> is no failure with sense data.</exception>
    public static SenseCode CodeOf(BackendResult result) => result switch
    {
        BackendResult.PathLost => SenseCodes.PortUnavailable,
        BackendResult.SpaceExhausted => SenseCodes.SpaceAllocationFailed,
        BackendResult.MediumReadError => SenseCodes.UnrecoveredReadError,
        BackendResult.MediumWriteError => SenseCodes.WriteError,
        BackendResult.NotReady => SenseCodes.BecomingReady,
        BackendResult.Gone => SenseCodes.LogicalUnitNotSupported,
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "The backend result is no failure."),
    };
}
