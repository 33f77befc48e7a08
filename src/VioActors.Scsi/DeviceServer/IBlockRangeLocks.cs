namespace VioActors.Scsi.DeviceServer;

/// <summary>
/// Keeps the reads-then-writes of one logical unit uninterrupted (COMPARE AND WRITE, ORWRITE; SBC-3 clauses 5.2 and 5.28). Shared by every
/// device server
/// that writes the same unit. Without it COMPARE AND WRITE does not exist. Thread-safe.
/// </summary>
public interface IBlockRangeLocks
{
    /// <summary>
    /// Waits until no overlapping range is held, or, for a shared hold, none is held exclusively. Disposing the hold releases it.
    /// Holds are granted in the order of asking where they overlap.
    /// </summary>
    /// <returns>Null: an exclusive range could not be had in time, and nothing is held.</returns>
    /// <exception cref="OperationCanceledException">The task was aborted while it waited.</exception>
    ValueTask<IDisposable?> HoldAsync(long lba, long blockCount, bool exclusive, CancellationToken cancellation);
}
