using System.Buffers.Binary;
using VioActors.Scsi.Backend;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// GET LBA STATUS (SBC-3 clause 5.4): runs of mapped and deallocated blocks from an LBA on. A unit that releases nothing is all mapped.
/// </summary>
internal sealed class LbaStatusHandler() : CommandHandler(new CommandDescriptor(
    0x9E, 0x12, CommandTraits.ReadsForReservation | CommandTraits.Medium,
    [0xFF, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]))
{
    private const int HeaderSizeBytes = 8;
    private const int DescriptorSizeBytes = 16;
    private const byte Deallocated = 0x01;

    /// <summary>Questions to the backend for one command; an initiator goes on where the answer ends.</summary>
    private const int LookupsMax = 256;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var lba = BinaryPrimitives.ReadUInt64BigEndian(context.Cdb[2..]);
        if (lba >= (ulong)context.Unit.Backend.BlockCount)
        {
            return ValueTask.FromResult(context.Fail(SenseCodes.LbaOutOfRange));
        }

        var allocation = BinaryPrimitives.ReadUInt32BigEndian(context.Cdb[10..]);
        return allocation < HeaderSizeBytes + DescriptorSizeBytes
            ? ValueTask.FromResult(context.FailCdb(10))
            : DescribeAsync(context, (long)lba, allocation);
    }

    private static async ValueTask<ScsiResponse> DescribeAsync(CommandContext context, long lba, uint allocation)
    {
        var roomFor = (int)Math.Min((allocation - HeaderSizeBytes) / DescriptorSizeBytes, LookupsMax);
        var runs = new List<(long Lba, long BlockCount, bool IsMapped)>();
        var end = context.Unit.Backend.BlockCount;
        for (var lookup = 0; lookup < LookupsMax && lba < end; lookup++)
        {
            var mapping = context.Unit.Thin is { } thin
                ? await thin.FindMappingAsync(lba, context.Cancellation).ConfigureAwait(false)
                : new BlockMapping(BackendResult.Ok, true, end - lba);
            if (mapping.Result != BackendResult.Ok)
            {
                return context.Fail(mapping.Result);
            }

            if (!TryAdd(runs, roomFor, lba, Math.Min(mapping.BlockCount, end - lba), mapping.IsMapped))
            {
                break;
            }

            lba += mapping.BlockCount;
        }

        return CommandContext.Data(Encode(runs), allocation);
    }

    /// <summary>Lengthens the last run or begins one; false when there is no room for another.</summary>
    private static bool TryAdd(List<(long Lba, long BlockCount, bool IsMapped)> runs, int roomFor, long lba, long blockCount, bool isMapped)
    {
        if (runs.Count > 0 && runs[^1].IsMapped == isMapped && runs[^1].BlockCount + blockCount <= uint.MaxValue)
        {
            runs[^1] = runs[^1] with { BlockCount = runs[^1].BlockCount + blockCount };
            return true;
        }

        if (runs.Count == roomFor)
        {
            return false;
        }

        runs.Add((lba, Math.Min(blockCount, uint.MaxValue), isMapped));
        return blockCount <= uint.MaxValue;
    }

    private static byte[] Encode(List<(long Lba, long BlockCount, bool IsMapped)> runs)
    {
        var data = new byte[HeaderSizeBytes + (DescriptorSizeBytes * runs.Count)];
        BinaryPrimitives.WriteInt32BigEndian(data, data.Length - 4);
        for (var i = 0; i < runs.Count; i++)
        {
            var descriptor = data.AsSpan(HeaderSizeBytes + (DescriptorSizeBytes * i));
            BinaryPrimitives.WriteInt64BigEndian(descriptor, runs[i].Lba);
            BinaryPrimitives.WriteUInt32BigEndian(descriptor[8..], (uint)runs[i].BlockCount);
            descriptor[12] = runs[i].IsMapped ? (byte)0 : Deallocated;
        }

        return data;
    }
}
