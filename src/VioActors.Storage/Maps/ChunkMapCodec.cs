using System.Buffers;
using System.Buffers.Binary;
using VioActors.Storage.Values;

namespace VioActors.Storage.Maps;

/// <summary>
/// A map as bytes, for a grant or a journal snapshot. Little-endian: magic "VCMP", u32 version 1, u64 chunk count, u64 mapped count, then
/// runs (u64 first logical chunk, u64 length, length × u64 packed address) in ascending order, then u32 CRC-32C of all before.
/// Thread-safe.
/// </summary>
public static class ChunkMapCodec
{
    private const uint Magic = 0x504D4356;
    private const uint Version = 1;
    private const int HeadBytes = 24;
    private const int RunHeadBytes = 16;
    private const int TailBytes = 4;

    /// <summary>About 8 bytes a mapped chunk. Mappings added meanwhile may or may not be in it.</summary>
    public static byte[] Encode(ChunkMap map)
    {
        var mapped = map.Mapped().ToList();
        var output = new ArrayBufferWriter<byte>(HeadBytes + RunHeadBytes + TailBytes + (mapped.Count * sizeof(long)));
        var head = output.GetSpan(HeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], map.ChunkCount);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], mapped.Count);
        output.Advance(HeadBytes);
        for (var first = 0; first < mapped.Count;)
            first = EncodeRun(output, mapped, first);
        var crc = Crc32C.Of(output.WrittenSpan);
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(TailBytes), crc);
        output.Advance(TailBytes);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; anything else is refused with the reason and without large allocations.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out ChunkMap? map, out string problem)
    {
        map = null;
        problem = CheckFrame(bytes);
        if (problem.Length != 0)
            return false;
        var decoded = new ChunkMap(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));
        var runs = bytes[HeadBytes..^TailBytes];
        long next = 0;
        while (problem.Length == 0 && runs.Length != 0)
            problem = DecodeRun(ref runs, decoded, ref next);
        if (problem.Length == 0 && decoded.MappedCount != BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]))
            problem = "Chunk map: the number of mapped chunks differs from the one in its head.";
        map = problem.Length == 0 ? decoded : null;
        return map is not null;
    }

    private static int EncodeRun(ArrayBufferWriter<byte> output, List<(long LogicalChunk, ChunkAddress Address)> mapped, int first)
    {
        var end = first + 1;
        while (end < mapped.Count && mapped[end].LogicalChunk == mapped[end - 1].LogicalChunk + 1)
            end++;
        var length = RunHeadBytes + ((end - first) * sizeof(long));
        var run = output.GetSpan(length);
        BinaryPrimitives.WriteInt64LittleEndian(run, mapped[first].LogicalChunk);
        BinaryPrimitives.WriteInt64LittleEndian(run[8..], end - first);
        for (var i = first; i < end; i++)
            BinaryPrimitives.WriteInt64LittleEndian(run[(RunHeadBytes + ((i - first) * sizeof(long)))..], mapped[i].Address.Packed);
        output.Advance(length);
        return end;
    }

    private static string CheckFrame(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes + TailBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            return "Chunk map: these bytes are not a chunk map.";
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) is var version and not Version)
            return $"Chunk map: format version {version} is not known; this program reads version {Version}.";
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[^TailBytes..]) != Crc32C.Of(bytes[..^TailBytes]))
            return "Chunk map: the checksum is wrong; the bytes are damaged or cut.";
        return BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]) is < 1 or > ChunkMap.MaxChunks
            ? $"Chunk map: the chunk count is not within 1 to {ChunkMap.MaxChunks}."
            : "";
    }

    private static string DecodeRun(ref ReadOnlySpan<byte> runs, ChunkMap map, ref long next)
    {
        if (runs.Length < RunHeadBytes)
            return "Chunk map: the last run is cut.";
        var first = BinaryPrimitives.ReadInt64LittleEndian(runs);
        var length = BinaryPrimitives.ReadInt64LittleEndian(runs[8..]);
        if (length < 1 || length > (runs.Length - RunHeadBytes) / sizeof(long))
            return "Chunk map: a run's length does not fit.";
        if (first < next || first > map.ChunkCount - length)
            return "Chunk map: a run is out of order or beyond the chunk count.";
        for (var i = 0; i < length; i++)
        {
            var packed = BinaryPrimitives.ReadInt64LittleEndian(runs[(RunHeadBytes + (i * sizeof(long)))..]);
            if (!ChunkAddress.TryFromPacked(packed, out var address) || !address.IsMapped)
                return "Chunk map: an address is not valid.";
            map.TryMap(first + i, address);
        }
        next = first + length;
        runs = runs[(RunHeadBytes + ((int)length * sizeof(long)))..];
        return "";
    }
}
