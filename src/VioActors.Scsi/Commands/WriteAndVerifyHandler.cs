using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// WRITE AND VERIFY(10), (12), (16) (SBC-3 clauses 5.36 to 5.38): writes through to the medium, then reads back; BYTCHK 01b compares.
/// </summary>
internal sealed class WriteAndVerifyHandler(byte opcode, BlockCdb format) : MediumHandler(
    opcode, format, BlockFlags.DisablePageOut | BlockFlags.ByteCheck, CommandTraits.Writes)
{
    protected override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context, BlockRange range)
    {
        var byteCheck = (context.Cdb[1] & BlockFlags.ByteCheck) >> 1;
        return (byteCheck, range.BlockCount) switch
        {
            ( > 1, _) => ValueTask.FromResult(context.FailCdb(1, 2)),
            (_, 0) => ValueTask.FromResult(ScsiResponse.Good()),
            _ => WriteAndReadBackAsync(context, range, byteCheck == 1),
        };
    }

    private static async ValueTask<ScsiResponse> WriteAndReadBackAsync(CommandContext context, BlockRange range, bool compare)
    {
        var transferSize = range.BlockCount * (long)context.Unit.BlockSizeBytes;
        if (!DataOut.TryFindSize(context, transferSize, out var size, out var failure))
        {
            return failure;
        }

        using var data = await context.Task.ReceiveDataOutAsync(size, context.Cancellation).ConfigureAwait(false);
        var lba = (long)range.FirstLba;
        var written = await DataOut.WriteAsync(context, lba, data.Memory, true).ConfigureAwait(false);
        if (written != BackendResult.Ok)
        {
            return context.Fail(written);
        }

        ReadOnlyMemory<byte> expected = compare ? data.Memory : default;
        var (result, mismatch) =
            await BlockComparison.CompareAsync(context, lba, size / context.Unit.BlockSizeBytes, expected).ConfigureAwait(false);
        if (result != BackendResult.Ok)
        {
            return context.Fail(result);
        }

        return mismatch is null
            ? ScsiResponse.Good(transferSize)
            : context.Fail(new SenseData(SenseCodes.MiscompareDuringVerify), transferSize);
    }
}
