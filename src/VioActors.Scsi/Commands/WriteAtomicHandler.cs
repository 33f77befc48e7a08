using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// WRITE ATOMIC(16) (SBC-4 clauses 4.29 and 5.48): all of the blocks are written in one step, or none. An ATOMIC BOUNDARY asks for less,
/// for steps of that many blocks; one step for all of them is that too.
/// </summary>
internal sealed class WriteAtomicHandler() : CommandHandler(new CommandDescriptor(
    Opcode, null, CommandTraits.Writes | CommandTraits.Medium, [
    0xFF, BlockFlags.DisablePageOut | BlockFlags.ForceUnitAccess,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 0]))
{
    private const byte Opcode = 0x9C;
    private const int BoundaryByte = 10;
    private const int LengthByte = 12;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var range = new BlockRange(
            BinaryPrimitives.ReadUInt64BigEndian(cdb[2..]), BinaryPrimitives.ReadUInt16BigEndian(cdb[LengthByte..]));
        if (range.IsBeyond(context.Unit.Backend.BlockCount))
        {
            return ValueTask.FromResult(context.Fail(SenseCodes.LbaOutOfRange));
        }

        var blocksMax = context.Unit.Limits.AtomicBlocksMax;
        if (range.BlockCount > blocksMax || BinaryPrimitives.ReadUInt16BigEndian(cdb[BoundaryByte..]) > blocksMax)
        {
            return ValueTask.FromResult(context.FailCdb(range.BlockCount > blocksMax ? LengthByte : BoundaryByte));
        }

        var transferSize = (int)range.BlockCount * context.Unit.BlockSizeBytes;
        if (transferSize == 0)
        {
            return ValueTask.FromResult(ScsiResponse.Good());
        }

        // A part of the blocks would be neither all of them nor none.
        return context.Task.DataOutSizeBytes < transferSize
            ? ValueTask.FromResult(context.Fail(new SenseData(SenseCodes.InvalidInformationUnit), transferSize))
            : WriteAsync(context, (long)range.FirstLba, transferSize);
    }

    private static async ValueTask<ScsiResponse> WriteAsync(CommandContext context, long lba, int transferSize)
    {
        var unit = context.Unit;
        using var data = await context.Task.ReceiveDataOutAsync(transferSize, context.Cancellation).ConfigureAwait(false);
        var result = await DataOut.WriteAtomicAsync(context, lba, data.Memory).ConfigureAwait(false);
        if (result == BackendResult.Ok)
        {
            unit.Statistics.CountWrite(transferSize / unit.BlockSizeBytes);
        }

        return context.Outcome(result, transferSize);
    }
}
