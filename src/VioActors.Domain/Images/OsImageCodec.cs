using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;

namespace VioActors.Domain.Images;

/// <summary>
/// The form of an operating-system image on an LU: a page of header, pages of metadata, pages of data. Little endian. What is read is not
/// trusted: every count, length and address is checked before it is used. Thread-safe.
/// <code>
///   header    magic 8 | format 4 | metadata bytes 4 | metadata CRC-32C 4 | data pages 4 | zeros | CRC-32C of all before it 4 (last)
///   metadata  name, release | portions: count 4, (name, kind 1, address 8, length 4)… | areas: count 4,
///             (kind 1, address 8, capacity 4)…
///             | checksums: 4 a data page
///   data      from the page after the metadata on
/// </code>
/// </summary>
public static class OsImageCodec
{
    public const uint Format = 1;

    /// <summary>Longest metadata: that of the largest image.</summary>
    public const int MetadataBytesMax = 18 << 20;

    private const ulong Magic = 0x3130_474D_494F_4956; // "VIOIMG01"
    private const int ChecksumAt = MemoryPage.SizeBytes - sizeof(uint);

    /// <summary>Header and metadata, in whole pages; the data follows them.</summary>
    public static byte[] Write(OsImage image)
    {
        var body = new List<byte>(64 * image.Portions.Count + (4 * image.PageCount));
        AppendText(body, image.Name);
        AppendText(body, image.Release);
        AppendInt(body, image.Portions.Count);
        foreach (var portion in image.Portions)
        {
            AppendText(body, portion.Name);
            body.Add((byte)portion.Kind);
            AppendLong(body, portion.Address);
            AppendInt(body, portion.LengthBytes);
        }

        AppendInt(body, image.Areas.Count);
        foreach (var area in image.Areas)
        {
            body.Add((byte)area.Kind);
            AppendLong(body, area.Address);
            AppendInt(body, area.CapacityBytes);
        }

        foreach (var checksum in image.Checksums)
            AppendInt(body, (int)checksum);
        var pages = 1 + (int)MemoryPage.CountFor(body.Count);
        var bytes = new byte[pages * MemoryPage.SizeBytes];
        body.CopyTo(bytes, MemoryPage.SizeBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Format);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), body.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(
            bytes.AsSpan(16), MemoryPage.Checksum(bytes.AsSpan(MemoryPage.SizeBytes, body.Count)));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), image.PageCount);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), MemoryPage.Checksum(bytes.AsSpan(0, ChecksumAt)));
        return bytes;
    }

    /// <summary>Reads the first page of an LU.</summary>
    public static bool TryReadHeader(
        ReadOnlySpan<byte> page, [NotNullWhen(true)] out OsImageHeader? header, [NotNullWhen(false)] out string? problem)
    {
        header = null;
        problem = page.Length < MemoryPage.SizeBytes || BinaryPrimitives.ReadUInt64LittleEndian(page) != Magic
            ? "it holds no operating-system image"
            : BinaryPrimitives.ReadUInt32LittleEndian(page[ChecksumAt..]) != MemoryPage.Checksum(page[..ChecksumAt])
            ? "the header of the image is damaged"
            : BinaryPrimitives.ReadUInt32LittleEndian(page[8..]) != Format
            ? $"the image has format {BinaryPrimitives.ReadUInt32LittleEndian(page[8..])}, this version reads {Format}"
            : null;
        if (problem is not null)
            return false;
        var (bytes, pages) = (BinaryPrimitives.ReadInt32LittleEndian(page[12..]), BinaryPrimitives.ReadInt32LittleEndian(page[20..]));
        if (bytes is < 1 or > MetadataBytesMax || pages is < 1 or > OsImage.PageCountMax)
        {
            problem = $"the image claims {bytes} bytes of metadata and {pages} pages, which is not possible";
            return false;
        }

        header = new OsImageHeader(bytes, BinaryPrimitives.ReadUInt32LittleEndian(page[16..]), pages);
        return true;
    }

    /// <summary>Reads the pages that follow the header.</summary>
    public static bool TryReadMetadata(
        OsImageHeader header, ReadOnlySpan<byte> metadata, [NotNullWhen(true)] out OsImage? image, [NotNullWhen(false)] out string? problem)
    {
        image = null;
        problem = null;
        if (metadata.Length < header.MetadataBytes
            || MemoryPage.Checksum(metadata[..header.MetadataBytes]) != header.MetadataChecksum)
        {
            problem = "the metadata of the image is damaged";
            return false;
        }

        try
        {
            image = new MetadataReader(metadata[..header.MetadataBytes], header.PageCount).Read();
            return true;
        }
        catch (FormatException fault)
        {
            problem = fault.Message;
            return false;
        }
    }

    private static void AppendText(List<byte> bytes, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        bytes.Add((byte)utf8.Length);
        bytes.AddRange(utf8);
    }

    private static void AppendInt(List<byte> bytes, int value)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(field, value);
        bytes.AddRange(field);
    }

    private static void AppendLong(List<byte> bytes, ulong value)
    {
        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(field, value);
        bytes.AddRange(field);
    }

    private ref struct MetadataReader(ReadOnlySpan<byte> bytes, int pageCount)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public OsImage Read()
        {
            var (name, release) = (Text(), Text());
            var portions = new OsPortion[Count(OsImage.PortionCountMax, "portions")];
            for (var index = 0; index < portions.Length; index++)
            {
                var portion = new OsPortion(Text(), Kind<PortionKind>(), (ulong)Long(), Int());
                RequireInside(portion.Address, portion.LengthBytes, portion.Name);
                portions[index] = portion;
            }

            var areas = new OsChangeArea[Count(OsImage.AreaCountMax, "areas")];
            for (var index = 0; index < areas.Length; index++)
            {
                var area = new OsChangeArea(Kind<OsChangeKind>(), (ulong)Long(), Int());
                RequireInside(area.Address, area.CapacityBytes + sizeof(int), area.Kind.ToString());
                areas[index] = area;
            }

            if (portions.DistinctBy(portion => portion.Name).Count() < portions.Length)
                throw new FormatException("two portions of the image have one name");
            if (_rest.Length != pageCount * sizeof(uint))
                throw new FormatException("the image does not have one checksum for each page");
            var checksums = new uint[pageCount];
            for (var index = 0; index < pageCount; index++)
                checksums[index] = (uint)Int();
            return new OsImage(name, release, portions.ToValueList(), areas.ToValueList(), checksums);
        }

        private void RequireInside(ulong address, int length, string what)
        {
            var size = (ulong)pageCount << MemoryPage.Shift;
            if (length < 1 || address < MemoryPartition.OsBase || address - MemoryPartition.OsBase > size
                || (ulong)length > size - (address - MemoryPartition.OsBase))
                throw new FormatException($"{what} lies outside of the image");
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > _rest.Length)
                throw new FormatException("the metadata of the image ends early");
            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }

        private int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

        private long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

        private int Count(int max, string what) => Int() is >= 0 and var count && count <= max
            ? count
            : throw new FormatException($"the image claims more than {max} {what}");

        private TEnum Kind<TEnum>()
            where TEnum : struct, Enum => (TEnum)Enum.ToObject(typeof(TEnum), (int)Take(1)[0]) is var kind && Enum.IsDefined(kind)
            && Convert.ToInt32(kind, null) != 0
                ? kind
                : throw new FormatException($"the image has a {typeof(TEnum).Name} that this version does not know");

        private string Text()
        {
            var text = Encoding.UTF8.GetString(Take(Take(1)[0]));
            return text.Length is > 0 and <= OsImage.NameLengthMax && !text.Any(char.IsControl)
                ? text
                : throw new FormatException("a name in the image is no name");
        }
    }
}

/// <summary>What the first page of an image says. Immutable.</summary>
public sealed record OsImageHeader(int MetadataBytes, uint MetadataChecksum, int PageCount)
{
    public int MetadataPages => (int)MemoryPage.CountFor(MetadataBytes);

    /// <summary>Page of the LU at which the data begins.</summary>
    public long FirstDataPage => 1 + MetadataPages;
}
