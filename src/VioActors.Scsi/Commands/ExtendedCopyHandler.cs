using System.Buffers.Binary;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// EXTENDED COPY(LID1) (SPC-4 clause 6.4): the bytes go from unit to unit without passing the initiator. It runs in the foreground: the
/// status comes when everything is copied, or says at which segment it ended.
/// </summary>
internal sealed class ExtendedCopyHandler() : CommandHandler(new CommandDescriptor(
    Opcode, 0x00, CommandTraits.PassesPersistentReservation | CommandTraits.Medium,
    [0xFF, 0x1F, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]))
{
    public const byte Opcode = 0x83;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(context.Cdb[10..]);
        return length == 0 ? ValueTask.FromResult(ScsiResponse.Good())
            : length is < CopyList.HeaderSizeBytes or > CopyList.HeaderSizeBytes + (2 * CopyList.DescriptorBytesMax)
            ? ValueTask.FromResult(context.Fail(SenseCodes.ParameterListLengthError))
            : CopyAsync(context, (int)length);
    }

    private static async ValueTask<ScsiResponse> CopyAsync(CommandContext context, int length)
    {
        using var bytes = await context.ReceiveParametersAsync(length).ConfigureAwait(false);
        if (bytes.SizeBytes < length)
        {
            return context.Fail(SenseCodes.ParameterListLengthError);
        }

        if (CopyList.Parse(context, bytes.Span, out var failure) is not { } list)
        {
            return failure;
        }

        var units = list.Targets.Select(target => Find(context.Unit, target)).ToList();
        var (done, transferred) = (0, 0L);
        Note(context, list, CopyStatus.InProgress, 0, 0);
        while (done < list.Segments.Count)
        {
            if (FindRun(context, list, units, done, out failure) is not { } run)
            {
                Note(context, list, CopyStatus.Failed, done, transferred);
                return failure;
            }

            var (before, bytesBefore) = (done, transferred);
            var copied = await CopySegmentRun.CopyAsync(
                context,
                run,
                bytes => Note(context, list, CopyStatus.InProgress, before + run.CountDone(bytes), bytesBefore + bytes))
                .ConfigureAwait(false);
            done += run.CountDone(copied.Bytes);
            transferred += copied.Bytes;
            if (copied.Failure is { } stopped)
            {
                Note(context, list, CopyStatus.Failed, done, transferred);
                return stopped;
            }

            Note(context, list, done == list.Segments.Count ? CopyStatus.Completed : CopyStatus.InProgress, done, transferred);
        }

        if (list.Segments.Count == 0)
        {
            Note(context, list, CopyStatus.Completed, 0, 0);
        }

        return ScsiResponse.Good(length);
    }

    /// <summary>A segment with those after it that go on where it ends; null with the response to one that cannot be copied.</summary>
    private static CopyRun? FindRun(
        CommandContext context, CopyList list, IReadOnlyList<LogicalUnit?> units, int first, out ScsiResponse failure)
    {
        var run = CopySegmentRun.Find(context, list, units, list.Segments[first], out failure);
        for (var next = first + 1; run is not null && next < list.Segments.Count; next++)
        {
            if (CopySegmentRun.Find(context, list, units, list.Segments[next], out _) is not { } further
                || run.Join(further) is not { } joined)
            {
                break;
            }

            run = joined;
        }

        return run;
    }

    private static void Note(CommandContext context, CopyList list, CopyStatus status, int segments, long bytes)
    {
        if (list.IsKept)
        {
            context.Nexus.Copies.Note(new CopyResult(list.ListId, status, segments, bytes));
        }
    }

    /// <summary>The unit with that designator among those of this client; null: none.</summary>
    private static LogicalUnit? Find(LogicalUnit own, CopyTarget target)
    {
        if (target.IsNull || target.DeviceType != 0)
        {
            return null;
        }

        foreach (var server in own.CopyTargets!.Targets)
        {
            if (Inquiry.DeviceIdentification.Names(server.Unit, target.Kind, target.Designator))
            {
                return server.Unit;
            }
        }

        return null;
    }
}
