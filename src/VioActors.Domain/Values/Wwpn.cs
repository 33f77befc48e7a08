using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VioActors.Domain.Values;

/// <summary>
/// World wide port name of a Fibre Channel port, 64 bits, written as 16 hexadecimal digits; <c>:</c> between bytes is accepted (NPV-2).
/// Immutable.
/// </summary>
public readonly record struct Wwpn(ulong Value) : ITextValue<Wwpn>
{
    public static Wwpn Parse(string? text) => TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out Wwpn value, [NotNullWhen(false)] out string? problem)
    {
        var digits = text is { Length: 23 } && Enumerable.Range(0, 23).All(i => i % 3 == 2 == (text[i] == ':'))
            ? text.Replace(":", string.Empty, StringComparison.Ordinal)
            : text;
        var number = 0UL;
        var ok = digits is { Length: 16 }
            && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            && number != 0;
        value = new Wwpn(number);
        problem = ok ? null : $"'{TextRule.Shorten(text)}' is no WWPN; it has 16 hexadecimal digits, e.g. c0507601a2b30004.";
        return ok;
    }

    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
