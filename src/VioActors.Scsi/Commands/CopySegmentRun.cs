using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>One segment of EXTENDED COPY. Thread-safe.</summary>
internal static class CopySegmentRun
{
    /// <summary>Bytes in memory at a time.</summary>
    private const int PieceBytes = 1 << 20;

    /// <param name="units">The units of the list's targets; null where there is none.</param>
    public static async ValueTask<CopyOutcome> CopyAsync(
        CommandContext context, CopyList list, IReadOnlyList<LogicalUnit?> units, CopySegment segment)
    {
        if (segment.Source >= units.Count || segment.Destination >= units.Count
            || units[segment.Source] is not { } source || units[segment.Destination] is not { } destination)
        {
            return new CopyOutcome(context.Fail(SenseCodes.UnreachableCopyTarget), 0);
        }

        if (!IsAsStated(list.Targets[segment.Source], source) || !IsAsStated(list.Targets[segment.Destination], destination))
        {
            return new CopyOutcome(context.Fail(SenseCodes.IncorrectCopyTarget), 0);
        }

        var unitSize = (segment.CountIsOfDestination ? destination : source).BlockSizeBytes;
        var bytes = segment.BlockCount * (long)unitSize;
        if (bytes % source.BlockSizeBytes != 0 || bytes % destination.BlockSizeBytes != 0)
        {
            return new CopyOutcome(context.Fail(SenseCodes.IncorrectCopyTarget), 0);
        }

        var from = new BlockRange(segment.SourceLba, (uint)(bytes / source.BlockSizeBytes));
        var to = new BlockRange(segment.DestinationLba, (uint)(bytes / destination.BlockSizeBytes));
        return from.IsBeyond(source.Backend.BlockCount) || to.IsBeyond(destination.Backend.BlockCount)
            ? new CopyOutcome(context.Fail(SenseCodes.CopyAborted), 0)
            : await CopyAsync(context, source, (long)from.FirstLba, destination, (long)to.FirstLba, bytes).ConfigureAwait(false);
    }

    private static bool IsAsStated(CopyTarget target, LogicalUnit unit) =>
        target.BlockSizeBytes == 0 || target.BlockSizeBytes == unit.BlockSizeBytes;

    /// <summary>What a READ of the one unit and a WRITE to the other would be refused for ends the copy (SPC-4 clause 6.4.3).</summary>
    private static bool IsUsable(CommandContext context, LogicalUnit unit, bool writes)
    {
        var nexus = context.Nexus.Identity;
        return unit.HasMedium && unit.Conditions.Current.Sanitize is null
            && AccessStates.Allows(unit.AccessState, CommandTraits.None)
            && !unit.Conflicts(nexus, writes ? CommandTraits.Writes : CommandTraits.ReadsForReservation)
            && !(writes && (unit.Backend.IsReadOnly || unit.ModeParameters.SoftwareWriteProtect));
    }

    private static async ValueTask<CopyOutcome> CopyAsync(
        CommandContext context, LogicalUnit source, long from, LogicalUnit destination, long to, long bytes)
    {
        using var piece = TransferBuffer.Rent((int)Math.Min(bytes, PieceBytes));
        for (long done = 0; done < bytes;)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (!IsUsable(context, source, writes: false) || !IsUsable(context, destination, writes: true))
            {
                return new CopyOutcome(context.Fail(SenseCodes.ThirdPartyDeviceFailure), done);
            }

            var run = await FindRunAsync(context, source, destination, from + (done / source.BlockSizeBytes), bytes - done)
                .ConfigureAwait(false);
            if (run.IsHole)
            {
                var released = await ReleaseAsync(
                    context, destination, to + (done / destination.BlockSizeBytes), run.Bytes / destination.BlockSizeBytes)
                    .ConfigureAwait(false);
                if (released != BackendResult.Ok)
                {
                    return new CopyOutcome(FailureOf(context, released), done);
                }

                done += run.Bytes;
                continue;
            }

            var memory = piece.Memory[..(int)Math.Min(run.Bytes, PieceBytes)];
            var result = await source.Backend
                .ReadAsync(from + (done / source.BlockSizeBytes), memory, context.Cancellation).ConfigureAwait(false);
            if (result == BackendResult.Ok)
            {
                result = await WriteAsync(context, destination, to + (done / destination.BlockSizeBytes), memory).ConfigureAwait(false);
            }

            if (result != BackendResult.Ok)
            {
                return new CopyOutcome(FailureOf(context, result), done);
            }

            done += memory.Length;
        }

        return new CopyOutcome(null, bytes);
    }

    /// <summary>
    /// What comes next: blocks of the source without space of their own, which need none in the destination, or bytes to be copied. Between
    /// units that cannot both do without space everything is bytes.
    /// </summary>
    private static async ValueTask<(bool IsHole, long Bytes)> FindRunAsync(
        CommandContext context, LogicalUnit source, LogicalUnit destination, long lba, long bytes)
    {
        if (source.Thin is null || destination.Thin is null)
        {
            return (false, bytes);
        }

        var mapping = await source.Thin.FindMappingAsync(lba, context.Cancellation).ConfigureAwait(false);
        var length = Math.Min(bytes, mapping.BlockCount * source.BlockSizeBytes);
        length -= length % Math.Max(source.BlockSizeBytes, destination.BlockSizeBytes);
        return mapping.Result != BackendResult.Ok || length == 0 ? (false, bytes) : (!mapping.IsMapped, length);
    }

    /// <summary>Makes blocks of the destination read as zeros, as those of the source do, and gives their space back.</summary>
    private static async ValueTask<BackendResult> ReleaseAsync(CommandContext context, LogicalUnit unit, long lba, long blockCount)
    {
        var mapping = await unit.Thin!.FindMappingAsync(lba, context.Cancellation).ConfigureAwait(false);
        return mapping is { Result: BackendResult.Ok, IsMapped: false } && mapping.BlockCount >= blockCount
            ? BackendResult.Ok
            : await Unmapping.ZeroAsync(
                new CommandContext(context.Task, context.Nexus, unit, context.Cancellation), lba, blockCount).ConfigureAwait(false);
    }

    private static async ValueTask<BackendResult> WriteAsync(
        CommandContext context, LogicalUnit unit, long lba, ReadOnlyMemory<byte> data)
    {
        var mustReachMedium = unit.MustReachMedium(false);
        if (unit.Locks is not { } locks)
        {
            return await unit.Backend.WriteAsync(lba, data, mustReachMedium, context.Cancellation).ConfigureAwait(false);
        }

        using var hold = await locks.HoldAsync(lba, data.Length / unit.BlockSizeBytes, false, context.Cancellation).ConfigureAwait(false);
        return unit.Conflicts(context.Nexus.Identity, CommandTraits.Writes)
            ? BackendResult.ReservationConflict
            : await unit.Backend.WriteAsync(lba, data, mustReachMedium, context.Cancellation).ConfigureAwait(false);
    }

    /// <summary>A full pool, or a unit that is not ready for a moment, is told as for a write: the initiator waits.</summary>
    private static ScsiResponse FailureOf(CommandContext context, BackendResult result) =>
        result is BackendResult.NotReady or BackendResult.SpaceExhausted
            ? context.Fail(result)
            : context.Fail(SenseCodes.ThirdPartyDeviceFailure);
}

/// <summary>How one segment ended.</summary>
/// <param name="Failure">Null: it is copied.</param>
internal readonly record struct CopyOutcome(ScsiResponse? Failure, long Bytes);
