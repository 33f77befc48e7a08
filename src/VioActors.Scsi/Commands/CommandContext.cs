using VioActors.Scsi.Backend;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>What a handler works on: the task, its nexus and the unit. Immutable.</summary>
internal readonly struct CommandContext(ScsiTask task, NexusState nexus, LogicalUnit unit, CancellationToken cancellation)
{
    public ScsiTask Task { get; } = task;

    public NexusState Nexus { get; } = nexus;

    public LogicalUnit Unit { get; } = unit;

    public CancellationToken Cancellation { get; } = cancellation;

    public ReadOnlySpan<byte> Cdb => Task.Cdb.Span;

    /// <summary>CHECK CONDITION in the format that the control mode page asks for.</summary>
    public ScsiResponse Fail(SenseData sense, long transferSizeBytes = 0) =>
        new(ScsiStatus.CheckCondition, sense.Encode(Unit.ModeParameters.DescriptorSense), null, transferSizeBytes);

    public ScsiResponse Fail(SenseCode code) => Fail(new SenseData(code));

    /// <summary>05/24/00 with a pointer to the field of the CDB.</summary>
    public ScsiResponse FailCdb(int byteIndex, int? bitIndex = null) =>
        Fail(new SenseData(SenseCodes.InvalidFieldInCdb, Field: FieldPointer.Cdb(byteIndex, bitIndex)));

    /// <summary>05/26/00 with a pointer to the field of the parameter list.</summary>
    public ScsiResponse FailParameter(int byteIndex, int? bitIndex = null) =>
        Fail(new SenseData(SenseCodes.InvalidFieldInParameterList, Field: FieldPointer.Parameter(byteIndex, bitIndex)));

    public ScsiResponse Fail(BackendResult result) =>
        result == BackendResult.ReservationConflict ? ScsiResponse.Of(ScsiStatus.ReservationConflict)
        : BackendSense.IsBusy(result) ? ScsiResponse.Of(ScsiStatus.Busy)
        : Fail(BackendSense.CodeOf(result));

    /// <summary>
    /// The failure of a command on a range of blocks: of a medium error with the first block that cannot be read, if that is known, in the
    /// INFORMATION field (SBC-3 clause 4.18.1).
    /// </summary>
    public ScsiResponse Fail(BackendResult result, BlockRange range) => result == BackendResult.MediumReadError
        && Unit.Backend.FindUnrecovered((long)range.FirstLba, range.BlockCount) is { } lba
            ? Fail(new SenseData(BackendSense.CodeOf(result), Information: (ulong)lba))
            : Fail(result);

    /// <summary>
    /// Asked when a write is held in order with changes of the reservations: whether one was made since the command was checked.
    /// </summary>
    public bool IsReservedNow => Unit.Conflicts(Nexus.Identity, CommandTraits.Writes);

    /// <summary>GOOD without data, or the failure.</summary>
    public ScsiResponse Outcome(BackendResult result, long transferSizeBytes = 0) =>
        result == BackendResult.Ok ? ScsiResponse.Good(transferSizeBytes) : Fail(result);

    /// <summary>GOOD with parameter data cut to the allocation length (SPC-4 clause 4.3.5.6), which is no error.</summary>
    public static ScsiResponse Data(ReadOnlySpan<byte> data, uint allocationLength) => allocationLength == 0
        ? ScsiResponse.Good()
        : ScsiResponse.GoodWith(TransferBuffer.CopyOf(data[..(int)Math.Min((uint)data.Length, allocationLength)]));

    /// <summary>
    /// Receives a parameter list of the length that the CDB states. A Data-Out buffer that holds less gives a shorter list: the handler
    /// answers 05/1A/00.
    /// </summary>
    public ValueTask<TransferBuffer> ReceiveParametersAsync(int lengthBytes) =>
        Task.ReceiveDataOutAsync((int)Math.Min(lengthBytes, Task.DataOutSizeBytes), Cancellation);
}
