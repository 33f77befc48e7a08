namespace VioActors.Iscsi.Pdu;

/// <summary>
/// The additional header segments of a SCSI Command (RFC 7143 clause 11.2.2): at most one extended CDB and one bidirectional read length.
/// Ranges are offsets into the parsed bytes.
/// </summary>
/// <param name="ExtendedCdb">CDB bytes after the first 16; empty when there are none.</param>
/// <param name="BidirectionalReadSizeBytes">Expected bidirectional read data length, or null.</param>
public readonly record struct AdditionalHeaders(Range ExtendedCdb, uint? BidirectionalReadSizeBytes)
{
    /// <summary>Longest extension that makes a CDB of 260 bytes (SPC-4 clause 4.3.3).</summary>
    private const int ExtendedCdbSizeBytesMax = 260 - 16;

    /// <summary>Parses <paramref name="segments"/>; false when a length, a type or a repetition breaks the rules.</summary>
    public static bool TryParse(ReadOnlySpan<byte> segments, out AdditionalHeaders headers)
    {
        headers = new AdditionalHeaders(0..0, null);
        var offset = 0;
        while (offset < segments.Length)
        {
            var rest = segments[offset..];
            // AHSLength does not count itself, the type and the padding (clause 11.2.2.2).
            var length = rest.Length < 4 ? 0 : rest.GetUInt16(0);
            var end = (3 + length + 3) & ~3;
            if (length == 0 || end > rest.Length || !TryAdd(ref headers, rest, offset, length))
            {
                return false;
            }
            offset += end;
        }
        return true;
    }

    private static bool TryAdd(ref AdditionalHeaders headers, ReadOnlySpan<byte> segment, int offset, int length)
    {
        switch (segment[2] & 0x3F)
        {
            case 1 when length is > 1 and <= ExtendedCdbSizeBytesMax + 1 && headers.ExtendedCdb.Equals(0..0):
                headers = headers with { ExtendedCdb = (offset + 4)..(offset + 3 + length) };
                return true;
            case 2 when length == 5 && headers.BidirectionalReadSizeBytes is null:
                headers = headers with { BidirectionalReadSizeBytes = segment.GetUInt32(4) };
                return true;
            default:
                return false;
        }
    }
}
