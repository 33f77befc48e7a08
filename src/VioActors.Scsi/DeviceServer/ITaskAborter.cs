namespace VioActors.Scsi.DeviceServer;

/// <summary>Ends tasks for PREEMPT AND ABORT (SPC-4 clause 5.13.11.2.6). Implemented by the owner of the task set; thread-safe.</summary>
public interface ITaskAborter
{
    /// <summary>
    /// Aborts every task of the nexuses on this unit except <paramref name="exceptTag"/> of <paramref name="exceptNexus"/>, and completes
    /// when none of
    /// them can answer any more.
    /// </summary>
    ValueTask AbortTasksAsync(
        IReadOnlyCollection<NexusIdentity> nexuses, NexusIdentity exceptNexus, uint exceptTag, CancellationToken cancellation);
}
