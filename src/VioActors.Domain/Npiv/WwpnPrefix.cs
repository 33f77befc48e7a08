using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VioActors.Domain.Values;

namespace VioActors.Domain.Npiv;

/// <summary>
/// The part of a machine's WWPNs that no other machine uses: 48 bits, written as 12 hexadecimal digits, the first of which is <c>c</c>
/// (NAA Ch, an EUI-64 mapped name: FC-FS-3 clause 15). The 16 bits behind it are numbers that the machine gives (NPV-2). Immutable.
/// </summary>
public readonly record struct WwpnPrefix : ITextValue<WwpnPrefix>
{
    /// <summary>WWPNs of one prefix: 32,768 pairs.</summary>
    public const int NumberCount = 1 << 16;

    private const int NumberBits = 16;
    private const ulong Company = 0xC05076;

    private WwpnPrefix(ulong value) => Value = value;

    /// <summary>48 bits.</summary>
    public ulong Value { get; }

    /// <summary>
    /// A prefix drawn from the machine's identity, for a machine that was given none. Two machines draw the same one once in 16 million
    /// pairs of machines: where several machines share a fabric, each should be given its own.
    /// </summary>
    public static WwpnPrefix Of(CecId cec)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"vioactors-wwpn\n{cec}"));
        return new WwpnPrefix((Company << 24) | (BinaryPrimitives.ReadUInt32BigEndian(hash) >> 8));
    }

    /// <summary>The prefix that a WWPN begins with.</summary>
    public static WwpnPrefix Of(Wwpn wwpn) => new(wwpn.Value >> NumberBits);

    /// <summary>Number of a WWPN behind its prefix.</summary>
    public static int NumberOf(Wwpn wwpn) => (int)(wwpn.Value & (NumberCount - 1));

    /// <exception cref="ArgumentOutOfRangeException">Not a number from 0 to 65535.</exception>
    public Wwpn At(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, NumberCount);
        return new Wwpn((Value << NumberBits) | (uint)number);
    }

    public static WwpnPrefix Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out WwpnPrefix value, [NotNullWhen(false)] out string? problem)
    {
        var number = 0UL;
        var ok = text is { Length: 12 }
            && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            && number >> 44 == 0xC;
        value = new WwpnPrefix(number);
        problem = ok ? null
            : $"'{TextRule.Shorten(text)}' is no WWPN prefix; it has 12 hexadecimal digits and begins with c, e.g. c0507601a2b3.";
        return ok;
    }

    public override string ToString() => Value.ToString("x12", CultureInfo.InvariantCulture);
}
