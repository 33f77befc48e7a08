using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// COMPARE AND WRITE (SBC-3 clause 5.2): writes the second half of the Data-Out buffer if the medium equals the first half, in one
/// uninterrupted step.
/// </summary>
internal sealed class CompareAndWriteHandler() : CommandHandler(new CommandDescriptor(
    0x89, null, CommandTraits.Writes | CommandTraits.Medium, [
    0xFF, BlockFlags.DisablePageOut | BlockFlags.ForceUnitAccess,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0xFF, 0x1F, 0]))
{
    private const int CountByte = 13;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var cdb = context.Cdb;
        var range = new BlockRange(BinaryPrimitives.ReadUInt64BigEndian(cdb[2..]), cdb[CountByte]);
        if (range.IsBeyond(context.Unit.Backend.BlockCount))
        {
            return ValueTask.FromResult(context.Fail(SenseCodes.LbaOutOfRange));
        }

        if (range.BlockCount == 0)
        {
            // A length of zero is no error, but with bytes to write it is one that did not fit into the field.
            return ValueTask.FromResult(context.Task.DataOutSizeBytes == 0 ? ScsiResponse.Good() : context.FailCdb(CountByte));
        }

        // A buffer of any other size cannot hold both halves: nothing is compared or written.
        var transferSize = 2 * (int)range.BlockCount * context.Unit.BlockSizeBytes;
        if (context.Task.DataOutSizeBytes != transferSize)
        {
            return ValueTask.FromResult(context.Fail(new SenseData(SenseCodes.InvalidInformationUnit), transferSize));
        }

        return CompareAndWriteAsync(context, range, transferSize, (cdb[1] & BlockFlags.ForceUnitAccess) != 0);
    }

    private static async ValueTask<ScsiResponse> CompareAndWriteAsync(
        CommandContext context, BlockRange range, int transferSize, bool forceUnitAccess)
    {
        var unit = context.Unit;
        var lba = (long)range.FirstLba;
        using var data = await context.Task.ReceiveDataOutAsync(transferSize, context.Cancellation).ConfigureAwait(false);
        var half = transferSize / 2;
        using var hold = await unit.Locks!.HoldAsync(lba, range.BlockCount, true, context.Cancellation).ConfigureAwait(false);
        if (hold is null || context.IsReservedNow)
        {
            return context.Fail(hold is null ? BackendResult.NotReady : BackendResult.ReservationConflict);
        }

        var (result, mismatch) =
            await BlockComparison.CompareAsync(context, lba, range.BlockCount, data.Memory[..half]).ConfigureAwait(false);
        if (result == BackendResult.Ok && mismatch is { } offset)
        {
            return context.Fail(new SenseData(SenseCodes.MiscompareDuringVerify, (ulong)offset), transferSize);
        }

        if (result == BackendResult.Ok)
        {
            result = await unit.Backend
                .WriteAsync(lba, data.Memory[half..], unit.MustReachMedium(forceUnitAccess), context.Cancellation).ConfigureAwait(false);
        }

        return context.Outcome(result, transferSize);
    }
}
