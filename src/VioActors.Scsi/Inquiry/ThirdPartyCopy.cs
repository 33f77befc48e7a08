using System.Buffers.Binary;
using VioActors.Scsi.Commands;

namespace VioActors.Scsi.Inquiry;

/// <summary>Third-party copy page (8Fh, SPC-4 clause 7.8.17): the commands, descriptors and limits of copies. Thread-safe.</summary>
internal static class ThirdPartyCopy
{
    private const ushort SupportedCommands = 0x0001;
    private const ushort ParameterData = 0x0004;
    private const ushort SupportedDescriptors = 0x0008;
    private const ushort GeneralOperations = 0x8001;

    public static byte[] Build(LogicalUnit unit)
    {
        var limits = new byte[28];
        BinaryPrimitives.WriteUInt16BigEndian(limits.AsSpan(4), CopyList.TargetsMax);
        BinaryPrimitives.WriteUInt16BigEndian(limits.AsSpan(6), CopyList.SegmentsMax);
        BinaryPrimitives.WriteUInt32BigEndian(limits.AsSpan(8), CopyList.DescriptorBytesMax);
        var general = new byte[32];
        BinaryPrimitives.WriteUInt32BigEndian(general, 255);
        BinaryPrimitives.WriteUInt32BigEndian(general.AsSpan(4), CopyResults.CountMax);
        BinaryPrimitives.WriteUInt32BigEndian(general.AsSpan(8), (uint)(ushort.MaxValue * unit.BlockSizeBytes));
        general[12] = (byte)int.Log2(unit.BlockSizeBytes);
        return
        [
            .. Describe(SupportedCommands, [7, ExtendedCopyHandler.Opcode, 1, 0x00, CopyStatusHandler.Opcode, 2, 0x00, 0x03]),
            .. Describe(ParameterData, limits),
            .. Describe(SupportedDescriptors, [2, CopyList.BlockToBlockSegment, CopyList.IdentificationTarget]),
            .. Describe(GeneralOperations, general),
        ];
    }

    /// <summary>A descriptor, padded to a multiple of four.</summary>
    private static byte[] Describe(ushort type, ReadOnlySpan<byte> body)
    {
        var descriptor = new byte[4 + ((body.Length + 3) & ~3)];
        BinaryPrimitives.WriteUInt16BigEndian(descriptor, type);
        BinaryPrimitives.WriteUInt16BigEndian(descriptor.AsSpan(2), (ushort)(descriptor.Length - 4));
        body.CopyTo(descriptor.AsSpan(4));
        return descriptor;
    }
}
