using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace VioActors.Storage.Values;

/// <summary>CRC-32C (Castagnoli, RFC 3720 B.4) of a span, with the processor's instruction where there is one. Thread-safe.</summary>
public static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var single in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}
