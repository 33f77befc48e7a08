using System.Buffers.Binary;

namespace VioActors.Iscsi.Tests.Initiator;

/// <summary>Command descriptor blocks.</summary>
internal static class Cdb
{
    public static byte[] TestUnitReady => new byte[6];

    public static byte[] Read10(uint lba, ushort blocks) => Ten(0x28, lba, blocks);

    public static byte[] Write10(uint lba, ushort blocks) => Ten(0x2A, lba, blocks);

    private static byte[] Ten(byte opcode, uint lba, ushort blocks)
    {
        var cdb = new byte[10];
        cdb[0] = opcode;
        BinaryPrimitives.WriteUInt32BigEndian(cdb.AsSpan(2), lba);
        BinaryPrimitives.WriteUInt16BigEndian(cdb.AsSpan(7), blocks);
        return cdb;
    }
}
