using System.Buffers.Binary;
using VioActors.Scsi.Backend;

namespace VioActors.Scsi.ModePages;

/// <summary>Why a parameter list is refused.</summary>
internal enum ModeListError
{
    None,

    /// <summary>05/1A/00: a header, descriptor or page is cut off.</summary>
    Truncated,

    /// <summary>05/26/00 at <see cref="ModeListResult.ErrorByte"/>.</summary>
    InvalidField,
}

/// <summary>A parsed MODE SELECT list: the new parameters, or the error and its offset.</summary>
internal readonly record struct ModeListResult(ModeParameters? Parameters, ModeListError Error, int ErrorByte);

/// <summary>
/// Parser of the MODE SELECT parameter list (SPC-4 clauses 6.11 and 7.5). Nothing is applied unless all of it is right. Thread-safe.
/// </summary>
internal static class ModeParameterList
{
    public static ModeListResult Parse(ReadOnlySpan<byte> list, bool isTen, IBlockBackend backend, ModeParameters current)
    {
        if (list.IsEmpty)
        {
            return new ModeListResult(current, ModeListError.None, 0);
        }

        var headerSize = isTen ? 8 : 4;
        if (list.Length < headerSize)
        {
            return Truncated;
        }

        // MEDIUM TYPE is zero for disks; MODE DATA LENGTH and the device-specific byte are reserved or ignored here.
        var mediumTypeByte = isTen ? 2 : 1;
        if (list[mediumTypeByte] != 0)
        {
            return Invalid(mediumTypeByte);
        }

        int descriptorSize = isTen ? BinaryPrimitives.ReadUInt16BigEndian(list[6..]) : list[3];
        var isLong = isTen && (list[4] & ModeHeader.LongLba) != 0;
        if (descriptorSize != 0 && descriptorSize != (isLong ? ModeBlockDescriptor.LongSizeBytes : ModeBlockDescriptor.ShortSizeBytes))
        {
            return Invalid(headerSize - 1);
        }

        var pagesAt = headerSize + descriptorSize;
        if (list.Length < pagesAt)
        {
            return Truncated;
        }

        if (descriptorSize != 0 && !ModeBlockDescriptor.IsAcceptable(list[headerSize..pagesAt], backend))
        {
            return Invalid(headerSize);
        }

        return ParsePages(list, pagesAt, current);
    }

    private static ModeListResult ParsePages(ReadOnlySpan<byte> list, int offset, ModeParameters parameters)
    {
        while (offset < list.Length)
        {
            var rest = list[offset..];
            var hasSubpage = (rest[0] & 0x40) != 0;
            if (rest.Length < (hasSubpage ? 4 : 2))
            {
                return Truncated;
            }

            var page = ModePageTable.Find((byte)(rest[0] & 0x3F), hasSubpage ? rest[1] : (byte)0);
            if (page is null || (hasSubpage && rest[1] == 0))
            {
                return Invalid(offset);
            }

            var size = hasSubpage ? 4 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) : 2 + rest[1];
            if (size != page.SizeBytes)
            {
                return Invalid(offset + (hasSubpage ? 2 : 1));
            }

            if (rest.Length < size)
            {
                return Truncated;
            }

            if (page.Apply(rest[..size], parameters, out var errorByte) is not { } applied)
            {
                return Invalid(offset + errorByte);
            }

            parameters = applied;
            offset += size;
        }

        return new ModeListResult(parameters, ModeListError.None, 0);
    }

    private static ModeListResult Truncated => new(null, ModeListError.Truncated, 0);

    private static ModeListResult Invalid(int errorByte) => new(null, ModeListError.InvalidField, errorByte);
}
