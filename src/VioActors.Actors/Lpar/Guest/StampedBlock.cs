using System.Buffers.Binary;
using System.Numerics;

namespace VioActors.Actors.Lpar.Guest;

/// <summary>
/// A block which says who wrote it, where and when, so that a reader can tell a right block from a lost, torn, misplaced or foreign one.
/// Layout, little endian: magic (8), writer (8), block number (8), sequence (8), pseudo-random filling from those three, CRC-32C of all
/// before it (last 4 bytes).
/// Thread-safe (no state).
/// </summary>
public static class StampedBlock
{
    /// <summary>Size of a stamped block in bytes.</summary>
    public const int SizeBytes = 4096;

    private const ulong Magic = 0x314B_434F_4C42_4956; // "VIBLOCK1"
    private const int HeaderSizeBytes = 32;
    private const int ChecksumOffset = SizeBytes - sizeof(uint);

    /// <summary>Fills <paramref name="block"/>, which is <see cref="SizeBytes"/> long.</summary>
    /// <exception cref="ArgumentException">The block has another size.</exception>
    public static void Write(Span<byte> block, ulong writer, long blockNumber, ulong sequence)
    {
        RequireSize(block.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(block, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(block[8..], writer);
        BinaryPrimitives.WriteInt64LittleEndian(block[16..], blockNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(block[24..], sequence);
        var state = writer ^ ((ulong)blockNumber * 0x9E37_79B9_7F4A_7C15) ^ (sequence << 17);
        for (var offset = HeaderSizeBytes; offset < ChecksumOffset; offset += sizeof(uint))
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            BinaryPrimitives.WriteUInt32LittleEndian(block[offset..], (uint)(state >> 32));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(block[ChecksumOffset..], Checksum(block));
    }

    /// <summary>
    /// What <paramref name="block"/> is, for the reader who expects a block of <paramref name="writer"/> at <paramref name="blockNumber"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The block has another size.</exception>
    public static BlockVerdict Read(ReadOnlySpan<byte> block, ulong writer, long blockNumber)
    {
        RequireSize(block.Length);
        if (!block.ContainsAnyExcept((byte)0))
            return new BlockVerdict(BlockCondition.Blank, 0);
        if (BinaryPrimitives.ReadUInt64LittleEndian(block) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(block[ChecksumOffset..]) != Checksum(block))
            return new BlockVerdict(BlockCondition.Damaged, 0);
        var sequence = BinaryPrimitives.ReadUInt64LittleEndian(block[24..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(block[8..]) != writer)
            return new BlockVerdict(BlockCondition.Foreign, sequence);
        return BinaryPrimitives.ReadInt64LittleEndian(block[16..]) == blockNumber
            ? new BlockVerdict(BlockCondition.Stamped, sequence)
            : new BlockVerdict(BlockCondition.Misplaced, sequence);
    }

    private static uint Checksum(ReadOnlySpan<byte> block)
    {
        var crc = 0xFFFF_FFFFu;
        for (var offset = 0; offset < ChecksumOffset; offset += sizeof(uint))
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(block[offset..]));
        return ~crc;
    }

    private static void RequireSize(int sizeBytes)
    {
        if (sizeBytes != SizeBytes)
            throw new ArgumentException($"A stamped block has {SizeBytes} bytes, not {sizeBytes}.");
    }
}

/// <summary>What a block turned out to be.</summary>
public enum BlockCondition
{
    /// <summary>All zero: never written.</summary>
    Blank,

    /// <summary>Written by the expected writer for this place.</summary>
    Stamped,

    /// <summary>Valid, but written by somebody else.</summary>
    Foreign,

    /// <summary>Valid, but meant for another place.</summary>
    Misplaced,

    /// <summary>Torn or overwritten: the checksum does not hold.</summary>
    Damaged,
}

/// <param name="Condition">What the block is.</param>
/// <param name="Sequence">The writer's sequence number; 0 where there is none.</param>
public readonly record struct BlockVerdict(BlockCondition Condition, ulong Sequence);
