using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VioActors.Domain.Values;

/// <summary>
/// Identity of a logical unit for its whole life. It is also the designator that SCSI initiators see: NAA IEEE Registered Extended
/// (SPC-5 clause 7.7.6.6.5), 128 bits, written as 32 hexadecimal digits beginning with 6. Immutable.
/// </summary>
public readonly record struct LuUdid : ITextValue<LuUdid>, IComparable<LuUdid>
{
    // NAA 6 and a locally administered company id (bit 41 of an EUI-48 prefix set): 100 bits remain for the identity.
    private static readonly UInt128 Prefix = (UInt128)0x6025641UL << 100;
    private static readonly UInt128 IdentityMask = ((UInt128)1 << 100) - 1;

    private LuUdid(UInt128 value) => Value = value;

    public UInt128 Value { get; }

    /// <summary>The identity made of a new id: its last 100 bits.</summary>
    public static LuUdid From(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new LuUdid(Prefix | (BinaryPrimitives.ReadUInt128BigEndian(bytes) & IdentityMask));
    }

    public static LuUdid Parse(string? text) => TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out LuUdid value, [NotNullWhen(false)] out string? problem)
    {
        var number = default(UInt128);
        var ok = text is { Length: 32 }
            && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            && (number & ~IdentityMask) == Prefix;
        value = new LuUdid(number);
        problem = ok ? null : $"'{TextRule.Shorten(text)}' is no logical unit id; it has 32 hexadecimal digits and begins with 6025641.";
        return ok;
    }

    /// <exception cref="FormatException">These are not 16 bytes of such a designator.</exception>
    public static LuUdid FromNaa(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 16 && BinaryPrimitives.ReadUInt128BigEndian(bytes) is var number && (number & ~IdentityMask) == Prefix
            ? new LuUdid(number)
            : throw new FormatException($"{bytes.Length} bytes are no logical unit id.");

    /// <summary>The 16 bytes of the NAA designator.</summary>
    public byte[] ToNaa()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    public int CompareTo(LuUdid other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
