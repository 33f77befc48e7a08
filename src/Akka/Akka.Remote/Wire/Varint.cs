using System.Numerics;
using System.Runtime.CompilerServices;

namespace Akka.Remote.Wire;

/// <summary>Base-128 numbers of the Protobuf encoding.</summary>
internal static class Varint
{
    /// <summary>Number of bytes of <paramref name="value"/>, 1 to 10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(ulong value) => ((BitOperations.Log2(value | 1) * 9) + 73) >> 6;

    /// <summary>Writes <paramref name="value"/>; returns the number of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> target, ulong value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            target[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[at++] = (byte)value;
        return at;
    }

    /// <summary>Signed numbers of small magnitude as small unsigned ones (sint32).</summary>
    public static ulong ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    /// <summary>Undoes <see cref="ZigZag"/>.</summary>
    public static int UnZigZag(ulong value) => (int)((uint)value >> 1) ^ -(int)((uint)value & 1);
}
