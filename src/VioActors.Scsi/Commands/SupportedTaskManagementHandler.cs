using System.Buffers.Binary;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-4 clause 6.36): abort task (ATS), abort task set (ATSS), clear task set (CTSS) and
/// logical unit
/// reset (LURS). There is no ACA to clear, and target reset is the transport's.
/// </summary>
internal sealed class SupportedTaskManagementHandler() : CommandHandler(new CommandDescriptor(
    0xA3, 0x0D, CommandTraits.ReadsForReservation, [0xFF, 0x1F, 0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]))
{
    private const byte AbortTask = 0x80;
    private const byte AbortTaskSet = 0x40;
    private const byte ClearTaskSet = 0x10;
    private const byte LogicalUnitReset = 0x08;
    private const byte Supported = AbortTask | AbortTaskSet | ClearTaskSet | LogicalUnitReset;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var allocation = BinaryPrimitives.ReadUInt32BigEndian(context.Cdb[6..]);
        if (allocation < 4)
        {
            return ValueTask.FromResult(context.FailCdb(6));
        }

        // REPD: the extended form with timeouts, of which none is stated.
        ReadOnlySpan<byte> data = (context.Cdb[2] & 0x80) == 0
            ? [Supported, 0, 0, 0]
            : [Supported, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        return ValueTask.FromResult(CommandContext.Data(data, allocation));
    }
}
