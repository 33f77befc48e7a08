using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// UNMAP (SBC-3 clause 5.23). Every block of it reads as zeros afterwards, those in chunks that other blocks keep alive too. ANCHOR is
/// refused: there are no anchored blocks. Nothing is released unless every descriptor is right.
/// </summary>
internal sealed class UnmapHandler() : CommandHandler(new CommandDescriptor(
    0x42, null, CommandTraits.Writes | CommandTraits.Medium, [0xFF, 0, 0, 0, 0, 0, 0x1F, 0xFF, 0xFF, 0]))
{
    private const int HeaderSizeBytes = 8;
    private const int DescriptorSizeBytes = 16;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(context.Cdb[7..]);
        return length switch
        {
            0 => ValueTask.FromResult(ScsiResponse.Good()),
            < HeaderSizeBytes => ValueTask.FromResult(context.Fail(SenseCodes.ParameterListLengthError)),
            _ => UnmapAsync(context, length),
        };
    }

    private static async ValueTask<ScsiResponse> UnmapAsync(CommandContext context, int length)
    {
        using var list = await context.ReceiveParametersAsync(length).ConfigureAwait(false);
        if (list.SizeBytes < length)
        {
            return context.Fail(SenseCodes.ParameterListLengthError);
        }

        var ranges = Parse(context, list.Span, out var failure);
        foreach (var range in ranges)
        {
            if (range.BlockCount == 0)
            {
                continue;
            }

            var result = await Unmapping.ZeroAsync(context, (long)range.FirstLba, range.BlockCount).ConfigureAwait(false);
            if (result != BackendResult.Ok)
            {
                return context.Fail(result);
            }
        }

        return failure ?? ScsiResponse.Good(length);
    }

    /// <summary>An empty range may begin just past the last block.</summary>
    private static bool IsBeyond(BlockRange range, long capacityBlocks) =>
        range.BlockCount == 0 ? range.FirstLba > (ulong)capacityBlocks : range.IsBeyond(capacityBlocks);

    /// <summary>
    /// Empty with a failure when some descriptor is wrong. A descriptor that is cut off is ignored (SBC-3 clause 5.23.2).
    /// </summary>
    private static List<BlockRange> Parse(CommandContext context, ReadOnlySpan<byte> list, out ScsiResponse? failure)
    {
        failure = null;
        var ranges = new List<BlockRange>();
        int described = BinaryPrimitives.ReadUInt16BigEndian(list[2..]);
        var count = Math.Min(described, list.Length - HeaderSizeBytes) / DescriptorSizeBytes;
        if (count > TransferLimits.UnmapDescriptorsMax)
        {
            failure = context.FailParameter(2);
            return ranges;
        }

        long blocks = 0;
        for (var i = 0; i < count; i++)
        {
            var at = HeaderSizeBytes + (i * DescriptorSizeBytes);
            var range = new BlockRange(
                BinaryPrimitives.ReadUInt64BigEndian(list[at..]), BinaryPrimitives.ReadUInt32BigEndian(list[(at + 8)..]));
            blocks += range.BlockCount;
            failure = IsBeyond(range, context.Unit.Backend.BlockCount) ? context.Fail(SenseCodes.LbaOutOfRange)
                : blocks > TransferLimits.UnmapBlocksMax ? context.FailParameter(at + 8)
                : null;
            if (failure is not null)
            {
                ranges.Clear();
                return ranges;
            }

            ranges.Add(range);
        }

        return ranges;
    }
}
