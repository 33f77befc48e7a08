using System.Buffers.Binary;

namespace VioActors.Iscsi.Pdu;

/// <summary>Big-endian access to the fields of a header by byte offset. The PDU structs name the offsets; nothing else uses
/// these.</summary>
internal static class HeaderFields
{
    public static ushort GetUInt16(this ReadOnlySpan<byte> header, int offset) => BinaryPrimitives.ReadUInt16BigEndian(header[offset..]);

    public static uint GetUInt32(this ReadOnlySpan<byte> header, int offset) => BinaryPrimitives.ReadUInt32BigEndian(header[offset..]);

    public static ulong GetUInt64(this ReadOnlySpan<byte> header, int offset) => BinaryPrimitives.ReadUInt64BigEndian(header[offset..]);

    public static ushort GetUInt16(this Span<byte> header, int offset) => BinaryPrimitives.ReadUInt16BigEndian(header[offset..]);

    public static uint GetUInt32(this Span<byte> header, int offset) => BinaryPrimitives.ReadUInt32BigEndian(header[offset..]);

    public static ulong GetUInt64(this Span<byte> header, int offset) => BinaryPrimitives.ReadUInt64BigEndian(header[offset..]);

    public static void SetUInt16(this Span<byte> header, int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16BigEndian(header[offset..], value);

    public static void SetUInt32(this Span<byte> header, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32BigEndian(header[offset..], value);

    public static void SetUInt64(this Span<byte> header, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64BigEndian(header[offset..], value);

    public static bool GetFlag(this Span<byte> header, int offset, byte mask) => (header[offset] & mask) != 0;

    public static void SetFlag(this Span<byte> header, int offset, byte mask, bool value) =>
        header[offset] = (byte)(value ? header[offset] | mask : header[offset] & ~mask);
}
