using System.Buffers.Binary;
using VioActors.Iscsi.Digest;

namespace VioActors.Initiator.Checking;

/// <summary>
/// Content of a block that says which block it is and which write made it, filled and checksummed to its end. A block of zeros is what was
/// there before any write: write 0.
/// </summary>
public static class StampedBlock
{
    private const uint Magic = 0x56494F42;
    private const int HeaderSize = 24;

    /// <param name="bytes">The whole block, at least 32 bytes.</param>
    /// <param name="block">Number of the block.</param>
    /// <param name="write">Number of the write, above 0, unique for the block.</param>
    public static void Write(Span<byte> bytes, long block, long write)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(write, 1);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], block);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], write);
        for (var at = HeaderSize; at < bytes.Length; at++)
            bytes[at] = (byte)((write * 31) + (at * 7) + block);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Crc32C.Compute(bytes));
    }

    /// <returns>The number of the write that made the whole block; null: it is no block that a single write made.</returns>
    public static long? Read(ReadOnlySpan<byte> bytes, long block)
    {
        if (!bytes.ContainsAnyExcept((byte)0))
            return 0;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes) != Magic || BinaryPrimitives.ReadInt64BigEndian(bytes[8..]) != block)
            return null;
        var copy = bytes.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(4), 0);
        return Crc32C.Compute(copy) == BinaryPrimitives.ReadUInt32BigEndian(bytes[4..])
            ? BinaryPrimitives.ReadInt64BigEndian(bytes[16..])
            : null;
    }
}
