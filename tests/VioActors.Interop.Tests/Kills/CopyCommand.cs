using System.Buffers.Binary;
using VioActors.Initiator;

namespace VioActors.Interop.Tests.Kills;

/// <summary>EXTENDED COPY(LID1) between two units as an initiator sends it (SPC-4 clause 6.4).</summary>
internal static class CopyCommand
{
    private const int HeaderBytes = 16;
    private const int TargetBytes = 32;
    private const int SegmentBytes = 28;

    /// <summary>INQUIRY for the device identification page, whose first designator names the unit.</summary>
    public static byte[] Identify { get; } = [0x12, 1, 0x83, 0, 0xFF, 0];

    /// <param name="pages">Device identification pages of source and destination.</param>
    /// <param name="segments">Ranges in bytes, of whole blocks.</param>
    public static (byte[] Cdb, byte[] List) Make(IReadOnlyList<byte[]> pages, params (long From, long To, int Bytes)[] segments)
    {
        var list = new byte[HeaderBytes + (2 * TargetBytes) + (segments.Length * SegmentBytes)];
        list[3] = 2 * TargetBytes;
        BinaryPrimitives.WriteInt32BigEndian(list.AsSpan(8), segments.Length * SegmentBytes);
        for (var index = 0; index < 2; index++)
        {
            var target = list.AsSpan(HeaderBytes + (index * TargetBytes), TargetBytes);
            var length = pages[index][7];
            (target[0], target[4], target[5], target[7]) = (0xE4, pages[index][4], pages[index][5], length);
            pages[index].AsSpan(8, length).CopyTo(target[8..]);
        }

        for (var index = 0; index < segments.Length; index++)
        {
            var segment = list.AsSpan(HeaderBytes + (2 * TargetBytes) + (index * SegmentBytes), SegmentBytes);
            (segment[0], segment[3], segment[7]) = (2, 0x18, 1);
            BinaryPrimitives.WriteUInt16BigEndian(segment[10..], (ushort)(segments[index].Bytes / ScsiCommands.BlockSizeBytes));
            BinaryPrimitives.WriteInt64BigEndian(segment[12..], segments[index].From / ScsiCommands.BlockSizeBytes);
            BinaryPrimitives.WriteInt64BigEndian(segment[20..], segments[index].To / ScsiCommands.BlockSizeBytes);
        }

        var cdb = new byte[16];
        cdb[0] = 0x83;
        BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(10), list.Length);
        return (cdb, list);
    }
}
