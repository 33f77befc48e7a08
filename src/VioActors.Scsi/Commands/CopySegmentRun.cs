using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>Segments of EXTENDED COPY. Thread-safe.</summary>
internal static class CopySegmentRun
{
    /// <summary>Bytes in memory at a time.</summary>
    private const int PieceBytes = 1 << 20;

    /// <summary>What a segment is about; null with the response to one that cannot be copied.</summary>
    /// <param name="units">The units of the list's targets; null where there is none.</param>
    public static CopyRun? Find(
        CommandContext context, CopyList list, IReadOnlyList<LogicalUnit?> units, CopySegment segment, out ScsiResponse failure)
    {
        failure = default;
        if (segment.Source >= units.Count || segment.Destination >= units.Count
            || units[segment.Source] is not { } source || units[segment.Destination] is not { } destination)
        {
            failure = context.Fail(SenseCodes.UnreachableCopyTarget);
            return null;
        }

        var unitSize = (segment.CountIsOfDestination ? destination : source).BlockSizeBytes;
        var bytes = segment.BlockCount * (long)unitSize;
        if (!IsAsStated(list.Targets[segment.Source], source) || !IsAsStated(list.Targets[segment.Destination], destination)
            || bytes % source.BlockSizeBytes != 0 || bytes % destination.BlockSizeBytes != 0)
        {
            failure = context.Fail(SenseCodes.IncorrectCopyTarget);
            return null;
        }

        var from = new BlockRange(segment.SourceLba, (uint)(bytes / source.BlockSizeBytes));
        var to = new BlockRange(segment.DestinationLba, (uint)(bytes / destination.BlockSizeBytes));
        if (from.IsBeyond(source.Backend.BlockCount) || to.IsBeyond(destination.Backend.BlockCount))
        {
            failure = context.Fail(SenseCodes.CopyAborted);
            return null;
        }

        return new CopyRun(source, (long)from.FirstLba, destination, (long)to.FirstLba, [bytes]);
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

    /// <param name="context">Of the command.</param>
    /// <param name="run">What is copied.</param>
    /// <param name="moved">Told how many bytes of it are.</param>
    public static async ValueTask<CopyOutcome> CopyAsync(CommandContext context, CopyRun run, Action<long> moved)
    {
        var (source, from, destination, to, bytes) = (run.Source, run.From, run.Destination, run.To, run.Bytes);
        var sharing = new CopySharing(context, source, from, destination, to);
        using var piece = TransferBuffer.Rent((int)Math.Min(bytes, PieceBytes));
        for (long done = 0; done < bytes; moved(done))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (!IsUsable(context, source, writes: false) || !IsUsable(context, destination, writes: true))
            {
                return new CopyOutcome(context.Fail(SenseCodes.ThirdPartyDeviceFailure), done);
            }

            var (next, left) = (to + (done / destination.BlockSizeBytes), (bytes - done) / destination.BlockSizeBytes);
            var before = sharing.CountBefore(next, left);
            if (before == 0)
            {
                var segmentEnd = to + (run.EndOfSegment(done) / destination.BlockSizeBytes);
                var (shared, count) = await sharing
                    .ShareAsync(from + (done / source.BlockSizeBytes), next, left, segmentEnd).ConfigureAwait(false);
                if (shared is { } answer && answer != BackendResult.Ok)
                {
                    return new CopyOutcome(FailureOf(context, answer), done);
                }

                done += count * destination.BlockSizeBytes;
                continue;
            }

            var part = await FindPartAsync(
                context, source, destination, from + (done / source.BlockSizeBytes), before * destination.BlockSizeBytes)
                .ConfigureAwait(false);
            if (part.IsHole)
            {
                var released = await ReleaseAsync(
                    context, destination, to + (done / destination.BlockSizeBytes), part.Bytes / destination.BlockSizeBytes)
                    .ConfigureAwait(false);
                if (released != BackendResult.Ok)
                {
                    return new CopyOutcome(FailureOf(context, released), done);
                }

                done += part.Bytes;
                continue;
            }

            var memory = piece.Memory[..(int)Math.Min(part.Bytes, PieceBytes)];
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

        // What was shared may be in a cache still, where the source's writes may stay.
        var settled = sharing.HasShared && destination.MustReachMedium(false)
            ? await destination.Backend.FlushAsync(context.Cancellation).ConfigureAwait(false)
            : BackendResult.Ok;
        return settled == BackendResult.Ok ? new CopyOutcome(null, bytes) : new CopyOutcome(FailureOf(context, settled), 0);
    }

    /// <summary>
    /// What comes next: blocks of the source without space of their own, which need none in the destination, or bytes to be copied. Between
    /// units that cannot both do without space everything is bytes.
    /// </summary>
    private static async ValueTask<(bool IsHole, long Bytes)> FindPartAsync(
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

/// <summary>How a copy ended.</summary>
/// <param name="Failure">Null: all of it is done.</param>
/// <param name="Bytes">That are in the destination.</param>
internal readonly record struct CopyOutcome(ScsiResponse? Failure, long Bytes);
