using System.Buffers.Binary;
using VioActors.Storage.Values;

namespace VioActors.Storage.Volumes;

/// <summary>
/// A volume header as bytes, little-endian, 4 KiB a copy: magic, u32 version, u32 length used, 16 bytes PV id, 16 bytes pool id, u64
/// generation, u64 chunk size in bytes, u64 chunk count, u32 state, u32 CRC-32C of all before, zeros. Two copies, at 0 and 512 KiB of the
/// header area, are written one after the other with a flush between them, so that one is intact at any moment. Thread-safe.
/// </summary>
public static class VolumeHeaderCodec
{
    /// <summary>Bytes of one copy.</summary>
    public const int CopyBytes = 4096;

    /// <summary>Offset of the second copy.</summary>
    public const int SecondCopyOffsetBytes = 512 * 1024;

    private const uint Version = 1;
    private const int UsedBytes = 80;
    private static readonly byte[] Magic = "VIOPV\r\n\u001a"u8.ToArray();

    /// <summary>One copy.</summary>
    public static byte[] Encode(VolumeHeader header)
    {
        var copy = new byte[CopyBytes];
        var span = copy.AsSpan();
        Magic.CopyTo(span);
        BinaryPrimitives.WriteUInt32LittleEndian(span[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(span[12..], UsedBytes);
        header.Id.Value.TryWriteBytes(span[16..]);
        header.Pool.Value.TryWriteBytes(span[32..]);
        BinaryPrimitives.WriteInt64LittleEndian(span[48..], header.Generation);
        BinaryPrimitives.WriteInt64LittleEndian(span[56..], header.ChunkSize.Bytes);
        BinaryPrimitives.WriteInt64LittleEndian(span[64..], header.ChunkCount);
        BinaryPrimitives.WriteInt32LittleEndian(span[72..], (int)header.State);
        BinaryPrimitives.WriteUInt32LittleEndian(span[76..], Crc32C.Of(span[..76]));
        return copy;
    }

    /// <summary>The intact copy of the higher generation; otherwise the refusal that fits both.</summary>
    public static VolumeHeader? Choose(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out VolumeRefusal refusal, out string problem)
    {
        var one = Decode(first, out var refusalOfOne, out var problemOfOne);
        var two = Decode(second, out var refusalOfTwo, out var problemOfTwo);
        (refusal, problem) = refusalOfOne == VolumeRefusal.NotAVolume ? (refusalOfTwo, problemOfTwo) : (refusalOfOne, problemOfOne);
        if (one is null || two is null)
            return one ?? two;
        return one.Generation >= two.Generation ? one : two;
    }

    private static VolumeHeader? Decode(ReadOnlySpan<byte> copy, out VolumeRefusal refusal, out string problem)
    {
        (refusal, problem) = (VolumeRefusal.NotAVolume, "it has no volume header");
        if (copy.Length < UsedBytes || !copy.StartsWith(Magic))
            return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(copy[8..]) is var version and not Version)
        {
            refusal = VolumeRefusal.UnsupportedVersion;
            problem = $"its header has format version {version}; this program reads {Version}";
            return null;
        }

        (refusal, problem) = (VolumeRefusal.HeaderDamaged, "its header is damaged in both copies");
        if (BinaryPrimitives.ReadUInt32LittleEndian(copy[76..]) != Crc32C.Of(copy[..76]))
            return null;
        var generation = BinaryPrimitives.ReadInt64LittleEndian(copy[48..]);
        var chunkCount = BinaryPrimitives.ReadInt64LittleEndian(copy[64..]);
        var state = (VolumeState)BinaryPrimitives.ReadInt32LittleEndian(copy[72..]);
        var sane = ChunkSize.TryFromBytes(BinaryPrimitives.ReadInt64LittleEndian(copy[56..]), out var chunkSize)
            && generation >= 1
            && chunkCount is >= 1 and <= ChunkAddress.MaxChunkIndex
            && chunkCount <= (long.MaxValue - VolumeHeader.AreaBytes) >> chunkSize.Shift
            && Enum.IsDefined(state);
        var (id, pool) = (new PvId(new Guid(copy[16..32])), new PoolId(new Guid(copy[32..48])));
        return sane ? new VolumeHeader(id, pool, generation, chunkSize, chunkCount, state) : null;
    }
}
