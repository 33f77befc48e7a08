using System.Buffers.Binary;
using System.Numerics;

namespace VioActors.Iscsi.Digest;

/// <summary>
/// CRC32C as iSCSI digests use it (RFC 7143 clause 13.1): reflected polynomial 0x1EDC6F41, all ones in, all ones out, sent with the
/// least significant
/// byte first. Runs on the processor's instruction where there is one. Thread-safe.
/// </summary>
public static class Crc32C
{
    /// <summary>Size of a digest on the wire.</summary>
    public const int SizeBytes = 4;

    /// <summary>Start value for <see cref="Append"/>.</summary>
    public const uint Initial = 0xFFFFFFFF;

    public static uint Compute(ReadOnlySpan<byte> bytes) => Finish(Append(Initial, bytes));

    /// <summary>Takes more bytes into a running, unfinished value.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }
        return crc;
    }

    public static uint Finish(uint crc) => ~crc;

    /// <summary>Takes the zero padding of a data segment into a running value.</summary>
    public static uint AppendPadding(uint crc, int paddingSizeBytes)
    {
        for (var i = 0; i < paddingSizeBytes; i++)
        {
            crc = BitOperations.Crc32C(crc, (byte)0);
        }
        return crc;
    }

    public static void Write(Span<byte> destination, uint finished) => BinaryPrimitives.WriteUInt32LittleEndian(destination, finished);

    public static uint Read(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadUInt32LittleEndian(source);
}
