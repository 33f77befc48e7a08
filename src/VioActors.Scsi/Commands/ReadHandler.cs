using System.Runtime.CompilerServices;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>READ(6), (10), (12), (16) (SBC-3 clauses 5.7 to 5.12). The backend fills the buffer that goes to the transport.</summary>
internal sealed class ReadHandler(byte opcode, BlockCdb format) : MediumHandler(
    opcode, format, BlockFlags.DisablePageOut | BlockFlags.ForceUnitAccess, CommandTraits.ReadsForReservation)
{
    protected override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context, BlockRange range)
    {
        var blockSize = context.Unit.BlockSizeBytes;
        var transferSize = range.BlockCount * (long)blockSize;

        // Blocks that the initiator has no room for are not read; the transport reports the residual overflow (SPC-4 clause 4.3.5.6).
        var blocksWanted = Math.Min(range.BlockCount, (context.Task.DataInSizeBytes + blockSize - 1) / blockSize);
        if (blocksWanted == 0)
        {
            return ValueTask.FromResult(ScsiResponse.Good(transferSize));
        }

        var buffer = TransferBuffer.Rent((int)(blocksWanted * blockSize));
        ValueTask<BackendResult> read;
        try
        {
            // FUA asks for the blocks of the medium: the backend has no cache that differs from what it would write (SBC-3 clause 4.15).
            read = context.Unit.Backend.ReadAsync((long)range.FirstLba, buffer.Memory, context.Cancellation);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return read.IsCompletedSuccessfully
            ? ValueTask.FromResult(Finish(context, buffer, read.Result, range))
            : AwaitAsync(context, read, buffer, range);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ScsiResponse> AwaitAsync(
        CommandContext context, ValueTask<BackendResult> read, TransferBuffer buffer, BlockRange range)
    {
        try
        {
            return Finish(context, buffer, await read.ConfigureAwait(false), range);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private static ScsiResponse Finish(CommandContext context, TransferBuffer buffer, BackendResult result, BlockRange range)
    {
        if (result == BackendResult.Ok)
        {
            context.Unit.Statistics.CountRead(range.BlockCount);
            return new ScsiResponse(ScsiStatus.Good, default, buffer, range.BlockCount * (long)context.Unit.BlockSizeBytes);
        }

        buffer.Dispose();
        return context.Fail(result, range);
    }
}
