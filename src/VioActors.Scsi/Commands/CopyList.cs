using System.Buffers.Binary;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Commands;

/// <summary>
/// The parameter list of EXTENDED COPY(LID1) (SPC-4 clause 6.4.1): which units, and which blocks of them go where. Targets are named by
/// an identification descriptor (E4h), segments are from block device to block device (02h). Immutable.
/// </summary>
internal sealed class CopyList
{
    public const int HeaderSizeBytes = 16;
    public const int TargetsMax = 64;
    public const int SegmentsMax = 256;
    public const int DescriptorBytesMax = (TargetsMax * TargetSizeBytes) + (SegmentsMax * SegmentSizeBytes);
    public const byte IdentificationTarget = 0xE4;
    public const byte BlockToBlockSegment = 0x02;

    private const int TargetSizeBytes = 32;
    private const int SegmentSizeBytes = 28;
    private const int SegmentLength = 24;
    private const int DesignatorBytesMax = 20;
    private const byte NullTarget = 0x20;
    private const byte CountIsOfDestination = 0x02;

    private CopyList(byte listId, bool isKept, CopyTarget[] targets, CopySegment[] segments) =>
        (ListId, IsKept, Targets, Segments) = (listId, isKept, targets, segments);

    public byte ListId { get; }

    /// <summary>The result can be asked for: a list identifier was given.</summary>
    public bool IsKept { get; }

    public IReadOnlyList<CopyTarget> Targets { get; }

    public IReadOnlyList<CopySegment> Segments { get; }

    /// <summary>Null with the response to a list that is wrong, of which nothing is carried out.</summary>
    public static CopyList? Parse(CommandContext context, ReadOnlySpan<byte> list, out ScsiResponse failure)
    {
        failure = context.Fail(SenseCodes.ParameterListLengthError);
        if (list.Length < HeaderSizeBytes)
        {
            return null;
        }

        int targetBytes = BinaryPrimitives.ReadUInt16BigEndian(list[2..]);
        long segmentBytes = BinaryPrimitives.ReadUInt32BigEndian(list[8..]);
        if (targetBytes + segmentBytes > DescriptorBytesMax || targetBytes + segmentBytes > list.Length - HeaderSizeBytes)
        {
            return null;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(list[12..]) != 0)
        {
            failure = context.Fail(SenseCodes.InlineDataTooLong);
            return null;
        }

        if (targetBytes % TargetSizeBytes != 0)
        {
            failure = context.FailParameter(2);
            return null;
        }

        var targets = list.Slice(HeaderSizeBytes, targetBytes);
        var segments = list.Slice(HeaderSizeBytes + targetBytes, (int)segmentBytes);
        var (listId, usage) = (list[0], (list[1] >> 3) & 0x03);
        return ParseTargets(context, targets, out failure) is { } named
            && ParseSegments(context, segments, HeaderSizeBytes + targetBytes, out failure) is { } copies
            ? new CopyList(listId, usage != 3, named, copies)
            : null;
    }

    private static CopyTarget[]? ParseTargets(CommandContext context, ReadOnlySpan<byte> bytes, out ScsiResponse failure)
    {
        failure = default;
        if (bytes.Length / TargetSizeBytes > TargetsMax)
        {
            failure = context.Fail(SenseCodes.TooManyTargetDescriptors);
            return null;
        }

        var targets = new CopyTarget[bytes.Length / TargetSizeBytes];
        for (var i = 0; i < targets.Length; i++)
        {
            var one = bytes.Slice(i * TargetSizeBytes, TargetSizeBytes);
            if (one[0] != IdentificationTarget)
            {
                failure = context.Fail(SenseCodes.UnsupportedTargetDescriptor);
                return null;
            }

            // LU ID TYPE is reserved in this descriptor: the designator alone names the unit (SPC-4 clause 6.4.5.2).
            if (one[7] > DesignatorBytesMax)
            {
                failure = context.FailParameter(HeaderSizeBytes + (i * TargetSizeBytes) + 7);
                return null;
            }

            targets[i] = new CopyTarget(
                (one[1] & NullTarget) != 0, (byte)(one[1] & 0x1F), (byte)(one[5] & 0x3F), one.Slice(8, one[7]).ToArray(),
                (one[29] << 16) | (one[30] << 8) | one[31]);
        }

        return targets;
    }

    private static CopySegment[]? ParseSegments(CommandContext context, ReadOnlySpan<byte> bytes, int offset, out ScsiResponse failure)
    {
        failure = default;
        var segments = new List<CopySegment>();
        for (var at = 0; at < bytes.Length; at += SegmentSizeBytes)
        {
            var one = bytes[at..];
            if (one[0] != BlockToBlockSegment)
            {
                failure = context.Fail(SenseCodes.UnsupportedSegmentDescriptor);
                return null;
            }

            if (one.Length < SegmentSizeBytes)
            {
                failure = context.Fail(SenseCodes.ParameterListLengthError);
                return null;
            }

            if (segments.Count == SegmentsMax)
            {
                failure = context.Fail(SenseCodes.TooManySegmentDescriptors);
                return null;
            }

            if (BinaryPrimitives.ReadUInt16BigEndian(one[2..]) != SegmentLength)
            {
                failure = context.FailParameter(offset + at + 2);
                return null;
            }

            segments.Add(new CopySegment(
                BinaryPrimitives.ReadUInt16BigEndian(one[4..]),
                BinaryPrimitives.ReadUInt16BigEndian(one[6..]),
                (one[1] & CountIsOfDestination) != 0,
                BinaryPrimitives.ReadUInt16BigEndian(one[10..]),
                BinaryPrimitives.ReadUInt64BigEndian(one[12..]),
                BinaryPrimitives.ReadUInt64BigEndian(one[20..])));
        }

        return [.. segments];
    }
}

/// <summary>A unit that a copy names (SPC-4 clause 6.4.5.2).</summary>
/// <param name="IsNull">NUL: no unit at all.</param>
/// <param name="DeviceType">PERIPHERAL DEVICE TYPE.</param>
/// <param name="Kind">Association and designator type, as in VPD page 83h.</param>
/// <param name="BlockSizeBytes">DISK BLOCK LENGTH; 0: not stated.</param>
internal sealed record CopyTarget(bool IsNull, byte DeviceType, byte Kind, byte[] Designator, int BlockSizeBytes);

/// <summary>Blocks that go from one unit to another (SPC-4 clause 6.4.6.3).</summary>
/// <param name="CountIsOfDestination">DC: the count is of the destination's blocks.</param>
internal sealed record CopySegment(
    int Source, int Destination, bool CountIsOfDestination, int BlockCount, ulong SourceLba, ulong DestinationLba);
