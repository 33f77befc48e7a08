using System.Buffers.Binary;

namespace VioActors.Initiator;

/// <summary>Command descriptor blocks, for blocks of 512 bytes.</summary>
public static class ScsiCommands
{
    public const int BlockSizeBytes = 512;

    /// <summary>READ(16), SBC-4 clause 5.18.</summary>
    public static byte[] Read(long offsetBytes, int lengthBytes) => Sixteen(0x88, offsetBytes, lengthBytes);

    /// <summary>WRITE(16), SBC-4 clause 5.44.</summary>
    public static byte[] Write(long offsetBytes, int lengthBytes, bool forceUnitAccess = false)
    {
        var cdb = Sixteen(0x8A, offsetBytes, lengthBytes);
        cdb[1] = forceUnitAccess ? (byte)0x08 : (byte)0;
        return cdb;
    }

    /// <summary>COMPARE AND WRITE of whole blocks, SBC-4 clause 5.3.</summary>
    public static byte[] CompareAndWrite(long offsetBytes, int lengthBytes)
    {
        var cdb = new byte[16];
        cdb[0] = 0x89;
        BinaryPrimitives.WriteInt64BigEndian(cdb.AsSpan(2), offsetBytes / BlockSizeBytes);
        cdb[13] = (byte)(lengthBytes / BlockSizeBytes);
        return cdb;
    }

    /// <summary>SYNCHRONIZE CACHE(10) of everything.</summary>
    public static byte[] Flush { get; } = [0x35, .. new byte[9]];

    public static byte[] TestUnitReady { get; } = new byte[6];

    private static byte[] Sixteen(byte operation, long offsetBytes, int lengthBytes)
    {
        var cdb = new byte[16];
        cdb[0] = operation;
        BinaryPrimitives.WriteInt64BigEndian(cdb.AsSpan(2), offsetBytes / BlockSizeBytes);
        BinaryPrimitives.WriteInt32BigEndian(cdb.AsSpan(10), lengthBytes / BlockSizeBytes);
        return cdb;
    }
}
