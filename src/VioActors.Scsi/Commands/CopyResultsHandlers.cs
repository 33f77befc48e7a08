using System.Buffers.Binary;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>RECEIVE COPY RESULTS with COPY STATUS (SPC-4 clause 6.23.2): how far the copy with that list identifier is.</summary>
internal sealed class CopyStatusHandler() : CommandHandler(new CommandDescriptor(
    Opcode, 0x00, CommandTraits.PassesPersistentReservation, [0xFF, 0x1F, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]))
{
    public const byte Opcode = 0x84;

    /// <summary>TRANSFER COUNT UNITS 01h: KiB, of which the field holds 4 TiB.</summary>
    private const byte KibibyteUnits = 0x01;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        if (context.Nexus.Copies.Find(context.Cdb[2]) is not { } result)
        {
            return ValueTask.FromResult(context.FailCdb(2));
        }

        Span<byte> data = stackalloc byte[12];
        data.Clear();
        BinaryPrimitives.WriteInt32BigEndian(data, data.Length - 4);
        data[4] = (byte)result.Status;
        BinaryPrimitives.WriteUInt16BigEndian(data[5..], (ushort)result.SegmentCount);
        data[7] = KibibyteUnits;
        BinaryPrimitives.WriteUInt32BigEndian(data[8..], (uint)Math.Min(result.TransferredBytes >> 10, uint.MaxValue));
        return ValueTask.FromResult(CommandContext.Data(data, BinaryPrimitives.ReadUInt32BigEndian(context.Cdb[10..])));
    }
}

/// <summary>RECEIVE COPY RESULTS with OPERATING PARAMETERS (SPC-4 clause 6.23.4): the limits of <see cref="CopyList"/>.</summary>
internal sealed class CopyOperatingParametersHandler() : CommandHandler(new CommandDescriptor(
    CopyStatusHandler.Opcode, 0x03, CommandTraits.PassesPersistentReservation,
    [0xFF, 0x1F, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]))
{
    /// <summary>SNLID: a list identifier is not needed.</summary>
    private const byte NoListIdSupported = 0x01;

    /// <summary>Copies at a time of one unit: what its task set takes.</summary>
    private const byte ConcurrentCopies = 255;

    public override ValueTask<ScsiResponse> ExecuteAsync(CommandContext context)
    {
        var data = new byte[46];
        BinaryPrimitives.WriteInt32BigEndian(data, data.Length - 4);
        data[4] = NoListIdSupported;
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(8), CopyList.TargetsMax);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(10), CopyList.SegmentsMax);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(12), CopyList.DescriptorBytesMax);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(16), (uint)(ushort.MaxValue * context.Unit.BlockSizeBytes));
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(34), ConcurrentCopies);
        data[36] = ConcurrentCopies;

        // DATA SEGMENT GRANULARITY: a power of two, of one block.
        data[37] = (byte)int.Log2(context.Unit.BlockSizeBytes);
        data[43] = 2;
        data[44] = CopyList.BlockToBlockSegment;
        data[45] = CopyList.IdentificationTarget;
        return ValueTask.FromResult(CommandContext.Data(data, BinaryPrimitives.ReadUInt32BigEndian(context.Cdb[10..])));
    }
}
