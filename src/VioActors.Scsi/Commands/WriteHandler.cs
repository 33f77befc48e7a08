using System.Runtime.CompilerServices;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>WRITE(6), (10), (12), (16) (SBC-3 clauses 5.30 to 5.34). The backend takes the transport's buffer.</summary>
internal sealed class WriteHandler(byte opcode, BlockCdb format) : MediumHandler(
    opcode, format, BlockFlags.DisablePageOut | BlockFlags.ForceUnitAccess, CommandTraits.Writes)
{
    protected override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context, BlockRange range)
    {
        if (range.BlockCount == 0)
        {
            return ValueTask.FromResult(ScsiResponse.Good());
        }

        var forceUnitAccess = Format != BlockCdb.Six && (context.Cdb[1] & BlockFlags.ForceUnitAccess) != 0;
        return WriteAsync(context, range, context.Unit.MustReachMedium(forceUnitAccess));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ScsiResponse> WriteAsync(CommandContext context, BlockRange range, bool mustReachMedium)
    {
        var transferSize = range.BlockCount * (long)context.Unit.BlockSizeBytes;
        if (!DataOut.TryFindSize(context, transferSize, out var size, out var failure))
        {
            return failure;
        }

        var data = await context.Task.ReceiveDataOutAsync(size, context.Cancellation).ConfigureAwait(false);
        BackendResult result;
        try
        {
            result = await DataOut.WriteAsync(context, (long)range.FirstLba, data.Memory, mustReachMedium).ConfigureAwait(false);
        }
        finally
        {
            data.Recycle();
        }

        if (result == BackendResult.Ok)
        {
            context.Unit.Statistics.CountWrite(size / context.Unit.BlockSizeBytes);
        }

        return result == BackendResult.MediumReadError ? context.Fail(result, range) : context.Outcome(result, transferSize);
    }
}
