using VioActors.Scsi.Backend;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>ORWRITE(16) (SBC-3 clause 5.28): bitwise OR of the Data-Out buffer into the medium, with no other write in between.</summary>
internal sealed class OrWriteHandler() : MediumHandler(
    0x8B, BlockCdb.Sixteen, BlockFlags.DisablePageOut | BlockFlags.ForceUnitAccess, CommandTraits.Writes)
{
    protected override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context, BlockRange range)
    {
        if (range.BlockCount == 0)
        {
            return ValueTask.FromResult(ScsiResponse.Good());
        }

        return MergeAsync(context, range, context.Unit.MustReachMedium((context.Cdb[1] & BlockFlags.ForceUnitAccess) != 0));
    }

    private static async ValueTask<ScsiResponse> MergeAsync(CommandContext context, BlockRange range, bool mustReachMedium)
    {
        var unit = context.Unit;
        var transferSize = range.BlockCount * (long)unit.BlockSizeBytes;
        if (!DataOut.TryFindSize(context, transferSize, out var size, out var failure))
        {
            return failure;
        }

        using var data = await context.Task.ReceiveDataOutAsync(size, context.Cancellation).ConfigureAwait(false);
        using var merged = TransferBuffer.Rent(size);
        var lba = (long)range.FirstLba;
        using var hold = await unit.Locks!.HoldAsync(lba, size / unit.BlockSizeBytes, true, context.Cancellation).ConfigureAwait(false);
        if (hold is null || context.IsReservedNow)
        {
            return context.Fail(hold is null ? BackendResult.NotReady : BackendResult.ReservationConflict);
        }

        var result = await unit.Backend.ReadAsync(lba, merged.Memory, context.Cancellation).ConfigureAwait(false);
        if (result == BackendResult.Ok)
        {
            Or(merged.Span, data.Span);
            result = await unit.Backend.WriteAsync(lba, merged.Memory, mustReachMedium, context.Cancellation).ConfigureAwait(false);
        }

        return context.Outcome(result, transferSize);
    }

    private static void Or(Span<byte> target, ReadOnlySpan<byte> bits)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] |= bits[i];
        }
    }
}
