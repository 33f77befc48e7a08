using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// The way of a Fibre Channel client through its VIOS: hands each command on as it is. The VIOS neither looks into it nor keeps any of its
/// bytes; the storage decides what it means. Thread-safe.
/// </summary>
internal sealed class PassThroughNexus(ITargetNexus fabric) : ITargetNexus
{
    private volatile bool _isClosed;
    private long _passed;

    public int QueueDepthMax => fabric.QueueDepthMax;

    /// <summary>Commands handed on.</summary>
    public long Passed => Volatile.Read(ref _passed);

    public void Submit(ScsiTask task)
    {
        if (_isClosed)
        {
            task.Abandon();
            return;
        }

        Interlocked.Increment(ref _passed);
        fabric.Submit(task);
    }

    public ValueTask<TaskManagementResponse> ManageAsync(
        TaskManagementFunction function, ulong lunField, uint referencedTag, CancellationToken cancellation) => _isClosed
        ? new(TaskManagementResponse.FunctionRejected)
        : fabric.ManageAsync(function, lunField, referencedTag, cancellation);

    public void Close(string reason)
    {
        _isClosed = true;
        fabric.Close(reason);
    }
}
