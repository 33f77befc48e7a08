using VioActors.Scsi.Backend;

namespace VioActors.Scsi.Commands;

/// <summary>Releasing blocks of a thin unit. Thread-safe.</summary>
internal static class Unmapping
{
    /// <summary>Releases the whole chunks of a range, kept out of ranges in which another task reads and writes in one step.</summary>
    public static async ValueTask<BackendResult> ReleaseAsync(CommandContext context, long lba, long blockCount)
    {
        var unit = context.Unit;
        if (unit.Locks is not { } locks)
        {
            return await unit.Thin!.UnmapAsync(lba, blockCount, context.Cancellation).ConfigureAwait(false);
        }

        using var hold = await locks.HoldAsync(lba, blockCount, false, context.Cancellation).ConfigureAwait(false);
        return context.IsReservedNow
            ? BackendResult.ReservationConflict
            : await unit.Thin!.UnmapAsync(lba, blockCount, context.Cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes a range read as zeros: whole chunks are released, the parts of chunks at its ends are written unless they are released
    /// already.
    /// </summary>
    public static async ValueTask<BackendResult> ZeroAsync(CommandContext context, long lba, long blockCount)
    {
        var granularity = context.Unit.Limits.GranularityBlocks;
        var end = lba + blockCount;
        var firstWhole = (lba + granularity - 1) / granularity * granularity;
        var endWhole = end / granularity * granularity;
        if (firstWhole >= endWhole)
        {
            return await ZeroPartAsync(context, lba, end).ConfigureAwait(false);
        }

        var result = await ReleaseAsync(context, firstWhole, endWhole - firstWhole).ConfigureAwait(false);
        if (result == BackendResult.Ok)
        {
            result = await ZeroPartAsync(context, lba, firstWhole).ConfigureAwait(false);
        }

        return result == BackendResult.Ok ? await ZeroPartAsync(context, endWhole, end).ConfigureAwait(false) : result;
    }

    private static async ValueTask<BackendResult> ZeroPartAsync(CommandContext context, long lba, long end)
    {
        while (lba < end)
        {
            var mapping = await context.Unit.Thin!.FindMappingAsync(lba, context.Cancellation).ConfigureAwait(false);
            if (mapping.Result != BackendResult.Ok)
            {
                return mapping.Result;
            }

            var count = Math.Min(end - lba, mapping.BlockCount);
            if (mapping.IsMapped)
            {
                var zeros = new byte[context.Unit.BlockSizeBytes];
                var result = await WriteSameHandler.WriteRunAsync(context, lba, count, zeros).ConfigureAwait(false);
                if (result != BackendResult.Ok)
                {
                    return result;
                }
            }

            lba += count;
        }

        return BackendResult.Ok;
    }
}
