using System.Buffers.Binary;

namespace VioActors.Actors.Lpar.Guest;

/// <summary>Command descriptor blocks that the guest's disk driver builds (SBC-3). Thread-safe.</summary>
internal static class DiskCommands
{
    private const int BlocksPerStampedBlock = StampedBlock.SizeBytes / 512;

    /// <summary>READ(16) of one stamped block (SBC-3 clause 5.18).</summary>
    public static byte[] Read(long blockNumber) => SixteenByte(0x88, 0, blockNumber);

    /// <summary>WRITE(16) of one stamped block with FUA: acknowledged means on stable storage (SBC-3 clause 5.37).</summary>
    public static byte[] WriteThrough(long blockNumber) => SixteenByte(0x8A, 0x08, blockNumber);

    private static byte[] SixteenByte(byte operationCode, byte flags, long blockNumber)
    {
        var cdb = new byte[16];
        cdb[0] = operationCode;
        cdb[1] = flags;
        BinaryPrimitives.WriteInt64BigEndian(cdb.AsSpan(2), blockNumber * BlocksPerStampedBlock);
        BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(10), BlocksPerStampedBlock);
        return cdb;
    }
}
