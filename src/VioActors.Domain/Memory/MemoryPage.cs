using System.Buffers.Binary;
using System.Numerics;

namespace VioActors.Domain.Memory;

/// <summary>A page of a partition's memory. Thread-safe.</summary>
public static class MemoryPage
{
    public const int SizeBytes = 4096;

    public const int Shift = 12;

    /// <summary>Whole pages that hold so many bytes.</summary>
    public static long CountFor(long bytes) => (bytes + SizeBytes - 1) >> Shift;

    /// <summary>CRC-32C of a page, with which its copy on a paging device or in an image is compared when it is read.</summary>
    public static uint Checksum(ReadOnlySpan<byte> page)
    {
        var crc = 0xFFFF_FFFFu;
        var offset = 0;
        for (; offset + sizeof(ulong) <= page.Length; offset += sizeof(ulong))
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(page[offset..]));
        for (; offset < page.Length; offset++)
            crc = BitOperations.Crc32C(crc, page[offset]);
        return ~crc;
    }
}
