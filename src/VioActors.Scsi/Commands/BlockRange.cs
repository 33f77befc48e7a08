using System.Buffers.Binary;

namespace VioActors.Scsi.Commands;

/// <summary>LBA and count of blocks as a CDB gives them, not yet checked against the capacity. Immutable.</summary>
internal readonly record struct BlockRange(ulong FirstLba, uint BlockCount)
{
    /// <summary>True when some block, or the LBA of an empty range, is past the end (SBC-3 clause 4.5: every LBA is 0..last).</summary>
    public bool IsBeyond(long capacityBlocks) =>
        FirstLba >= (ulong)capacityBlocks || BlockCount > (ulong)capacityBlocks - FirstLba;
}

/// <summary>Where the four sizes of block commands keep LBA, length and group number (SPC-4 clause 4.2.2).</summary>
internal enum BlockCdb
{
    Six,
    Ten,
    Twelve,
    Sixteen,
}

/// <summary>Parsing and usage masks of block commands. Thread-safe.</summary>
internal static class BlockCdbFields
{
    public static BlockRange Parse(this BlockCdb format, ReadOnlySpan<byte> cdb) => format switch
    {
        // SBC-3 clause 5.7: a TRANSFER LENGTH of zero means 256 blocks in the 6-byte commands only.
        BlockCdb.Six => new BlockRange((ulong)((cdb[1] & 0x1F) << 16 | cdb[2] << 8 | cdb[3]), cdb[4] == 0 ? 256u : cdb[4]),
        BlockCdb.Ten => new BlockRange(BinaryPrimitives.ReadUInt32BigEndian(cdb[2..]), BinaryPrimitives.ReadUInt16BigEndian(cdb[7..])),
        BlockCdb.Twelve => new BlockRange(BinaryPrimitives.ReadUInt32BigEndian(cdb[2..]), BinaryPrimitives.ReadUInt32BigEndian(cdb[6..])),
        _ => new BlockRange(BinaryPrimitives.ReadUInt64BigEndian(cdb[2..]), BinaryPrimitives.ReadUInt32BigEndian(cdb[10..])),
    };

    /// <summary>Byte of the TRANSFER LENGTH field, for field pointers.</summary>
    public static int LengthByte(this BlockCdb format) => format switch
    {
        BlockCdb.Six => 4,
        BlockCdb.Ten => 7,
        BlockCdb.Twelve => 6,
        _ => 10,
    };

    /// <summary>
    /// The usage mask with the given bits of byte 1. The group number is accepted and has no effect (SBC-3 clause 4.23: grouping is not
    /// supported).
    /// NACA is refused: NORMACA is zero. DPO is accepted: there is no retention to influence.
    /// </summary>
    public static byte[] Usage(this BlockCdb format, byte flags) => format switch
    {
        BlockCdb.Six => [0xFF, 0x1F, 0xFF, 0xFF, 0xFF, 0],
        BlockCdb.Ten => [0xFF, flags, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 0xFF, 0xFF, 0],
        BlockCdb.Twelve => [0xFF, flags, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 0],
        _ => [0xFF, flags, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 0],
    };
}

/// <summary>Bits of byte 1 of the block commands.</summary>
internal static class BlockFlags
{
    public const byte ForceUnitAccess = 0x08;
    public const byte DisablePageOut = 0x10;
    public const byte ByteCheck = 0x06;
    public const byte Immediate = 0x02;
}
