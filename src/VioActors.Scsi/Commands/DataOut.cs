using System.Runtime.CompilerServices;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>What the commands that write blocks from the Data-Out buffer share. Thread-safe.</summary>
internal static class DataOut
{
    /// <summary>
    /// Bytes to receive of a transfer: whole blocks, no more than the initiator sends. Zero or fewer blocks than the CDB states is a
    /// residual overflow
    /// and no error (SPC-4 clause 4.3.5.6); a part of a block is one, for the medium cannot hold it.
    /// </summary>
    public static bool TryFindSize(CommandContext context, long transferSize, out int size, out ScsiResponse failure)
    {
        size = (int)Math.Min(transferSize, context.Task.DataOutSizeBytes);
        failure = default;
        if (size == 0)
        {
            failure = ScsiResponse.Good(transferSize);
            return false;
        }

        if (size % context.Unit.BlockSizeBytes != 0)
        {
            failure = context.Fail(new SenseData(SenseCodes.InvalidInformationUnit), transferSize);
            return false;
        }

        return true;
    }

    /// <summary>Writes whole blocks, kept out of the ranges in which another task reads and writes in one step.</summary>
    public static ValueTask<BackendResult> WriteAsync(CommandContext context, long lba, ReadOnlyMemory<byte> data, bool mustReachMedium)
    {
        var unit = context.Unit;
        return unit.Locks is null
            ? unit.Backend.WriteAsync(lba, data, mustReachMedium, context.Cancellation)
            : WriteUnderLockAsync(context, lba, data, mustReachMedium);
    }

    /// <summary>The same in one step; the backend offers it.</summary>
    public static async ValueTask<BackendResult> WriteAtomicAsync(CommandContext context, long lba, ReadOnlyMemory<byte> data)
    {
        var unit = context.Unit;
        if (unit.Locks is null)
        {
            return await unit.Atomic!.WriteAtomicAsync(lba, data, context.Cancellation).ConfigureAwait(false);
        }

        using var hold = await unit.Locks.HoldAsync(lba, data.Length / unit.BlockSizeBytes, false, context.Cancellation)
            .ConfigureAwait(false);
        return context.IsReservedNow
            ? BackendResult.ReservationConflict
            : await unit.Atomic!.WriteAtomicAsync(lba, data, context.Cancellation).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<BackendResult> WriteUnderLockAsync(
        CommandContext context, long lba, ReadOnlyMemory<byte> data, bool mustReachMedium)
    {
        var unit = context.Unit;
        var blockCount = data.Length / unit.BlockSizeBytes;
        using var hold = await unit.Locks!.HoldAsync(lba, blockCount, false, context.Cancellation).ConfigureAwait(false);
        return context.IsReservedNow
            ? BackendResult.ReservationConflict
            : await unit.Backend.WriteAsync(lba, data, mustReachMedium, context.Cancellation).ConfigureAwait(false);
    }
}
