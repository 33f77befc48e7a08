using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// VERIFY(10), (12), (16) (SBC-3 clauses 5.24 to 5.26): reads the medium, and with BYTCHK compares it with the Data-Out buffer.
/// </summary>
internal sealed class VerifyHandler(byte opcode, BlockCdb format) : MediumHandler(
    opcode, format, BlockFlags.DisablePageOut | BlockFlags.ByteCheck, CommandTraits.ReadsForReservation)
{
    protected override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context, BlockRange range)
    {
        var byteCheck = (context.Cdb[1] & BlockFlags.ByteCheck) >> 1;
        return (byteCheck, range.BlockCount) switch
        {
            (2, _) => ValueTask.FromResult(context.FailCdb(1, 2)),
            (_, 0) => ValueTask.FromResult(ScsiResponse.Good()),
            (0, _) => ReadBackAsync(context, range),
            _ => CompareAsync(context, range, byteCheck == 3),
        };
    }

    private static async ValueTask<ScsiResponse> ReadBackAsync(CommandContext context, BlockRange range) =>
        context.Outcome(await BlockComparison.ReadBackAsync(context, (long)range.FirstLba, range.BlockCount).ConfigureAwait(false));

    /// <summary>BYTCHK 01b compares block by block; 11b compares one block with each block of the range.</summary>
    private static async ValueTask<ScsiResponse> CompareAsync(CommandContext context, BlockRange range, bool singleBlock)
    {
        var transferSize = (singleBlock ? 1 : range.BlockCount) * (long)context.Unit.BlockSizeBytes;

        // Blocks that nothing was sent for cannot be found equal.
        if (context.Task.DataOutSizeBytes < transferSize)
        {
            return context.Fail(new SenseData(SenseCodes.InvalidInformationUnit), transferSize);
        }

        using var data = await context.Task.ReceiveDataOutAsync((int)transferSize, context.Cancellation).ConfigureAwait(false);
        var (result, mismatch) =
            await BlockComparison.CompareAsync(context, (long)range.FirstLba, range.BlockCount, data.Memory).ConfigureAwait(false);
        if (result != BackendResult.Ok)
        {
            return context.Fail(result);
        }

        return mismatch is null
            ? ScsiResponse.Good(transferSize)
            : context.Fail(new SenseData(SenseCodes.MiscompareDuringVerify), transferSize);
    }
}
