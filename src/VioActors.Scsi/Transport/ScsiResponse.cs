namespace VioActors.Scsi.Transport;

/// <summary>
/// The end of a task. <see cref="TransferSizeBytes"/> is what the command calls for by its CDB (allocation length already applied): the
/// transport
/// compares it with the initiator's buffer to report residual overflow or underflow.
/// </summary>
/// <param name="Status">SCSI status.</param>
/// <param name="Sense">Fixed or descriptor format sense data, present with CHECK CONDITION only, already encoded.</param>
/// <param name="DataIn">Data-In bytes, or null. Its owner is whoever holds the response.</param>
/// <param name="TransferSizeBytes">Bytes that the command transfers in its one direction; 0 when it transfers none.</param>
public readonly record struct ScsiResponse(ScsiStatus Status, ReadOnlyMemory<byte> Sense, TransferBuffer? DataIn, long TransferSizeBytes)
{
    public static ScsiResponse Good(long transferSizeBytes = 0) => new(ScsiStatus.Good, default, null, transferSizeBytes);

    public static ScsiResponse GoodWith(TransferBuffer dataIn) => new(ScsiStatus.Good, default, dataIn, dataIn.SizeBytes);

    public static ScsiResponse Of(ScsiStatus status) => new(status, default, null, 0);
}
