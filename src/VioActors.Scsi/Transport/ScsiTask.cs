namespace VioActors.Scsi.Transport;

/// <summary>
/// One command as a transport delivers it to the target: the SAM-5 (clause 5.4) protocol services seen from the target.
/// Created by the transport at "SCSI Command Received"; the device server asks for the Data-Out bytes when the task becomes enabled,
/// so that a transport allocates and requests data only for tasks which run; <see cref="Complete"/> is "Send Command Complete".
/// Thread-safe in this sense: each member may be called from any thread, one call at a time. Its properties are set before it is handed
/// over; a transport may use the object for another command when it has answered it, so nobody keeps it after <see cref="Complete"/>.
/// </summary>
public abstract class ScsiTask
{
    /// <summary>Eight-byte LUN field as it came (SAM-5 clause 4.7), decoded by the task router.</summary>
    public required ulong LunField { get; set; }

    /// <summary>Task tag, unique among the live tasks of the I_T nexus (iSCSI: InitiatorTaskTag).</summary>
    public required uint Tag { get; set; }

    public required TaskAttribute Attribute { get; set; }

    /// <summary>Command descriptor block, 6 to 260 bytes, owned by the task until it is completed or aborted.</summary>
    public required ReadOnlyMemory<byte> Cdb { get; set; }

    /// <summary>Size of the initiator's Data-Out buffer in bytes; 0: none.</summary>
    public required long DataOutSizeBytes { get; set; }

    /// <summary>Size of the initiator's Data-In buffer in bytes; 0: none.</summary>
    public required long DataInSizeBytes { get; set; }

    /// <summary>
    /// "Receive Data-Out": the first <paramref name="sizeBytes"/> bytes of the Data-Out buffer (at most <see cref="DataOutSizeBytes"/>).
    /// Called at most once a task. The caller disposes the buffer.
    /// </summary>
    /// <exception cref="OperationCanceledException">The task was aborted or the I_T nexus is gone; no response is expected.</exception>
    public abstract ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation);

    /// <summary>
    /// "Send Data-In" and "Send Command Complete" in one. Takes ownership of the response's buffer.
    /// Never blocks and never throws for a lost nexus: the response is dropped then. A second call is a broken invariant and throws.
    /// </summary>
    public abstract void Complete(ScsiResponse response);

    /// <summary>
    /// The task ends without a response (aborted by task management, or its nexus lost): releases what the transport holds for it.
    /// </summary>
    public abstract void Abandon();
}
