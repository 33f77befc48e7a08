using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>
/// iSCSI name of an initiator in its normal form (RFC 7143 clause 4.2.7): <c>iqn.yyyy-mm.domain[:rest]</c>, <c>eui.</c> and 16
/// hexadecimal digits, or <c>naa.</c> and 16 or 32. Compared without regard to case: kept in lower case. Immutable.
/// </summary>
public sealed record InitiatorName : ITextValue<InitiatorName>
{
    /// <summary>RFC 7143 clause 4.2.7.1: 223 bytes.</summary>
    public const int LengthMax = 223;

    private InitiatorName(string value) => Value = value;

    public string Value { get; }

    public static InitiatorName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out InitiatorName value, [NotNullWhen(false)] out string? problem)
    {
        var name = text is { Length: <= LengthMax } ? text.ToLowerInvariant() : string.Empty;
        var ok = name.Length > 4 && name[..4] switch
        {
            "iqn." => IsIqn(name),
            "eui." => name.Length == 20 && IsHex(name.AsSpan(4)),
            "naa." => name.Length is 20 or 36 && IsHex(name.AsSpan(4)),
            _ => false,
        };
        value = ok ? new InitiatorName(name) : null;
        problem = ok
            ? null
            : $"'{TextRule.Shorten(text)}' is no iSCSI name; it is written like iqn.2026-01.org.example:host1 or eui.02004567a425678d.";
        return ok;
    }

    public override string ToString() => Value;

    // iqn.yyyy-mm.<reversed domain>[:<anything of the allowed characters>]
    private static bool IsIqn(string name)
    {
        var domain = name.Length > 12 ? name.AsSpan(12) : default;
        var colon = domain.IndexOf(':');
        var authority = colon < 0 ? domain : domain[..colon];
        return name.Length > 12
            && IsDigits(name.AsSpan(4, 4)) && name[8] == '-' && IsDigits(name.AsSpan(9, 2)) && name[11] == '.'
            && int.Parse(name.AsSpan(9, 2), provider: System.Globalization.CultureInfo.InvariantCulture) is >= 1 and <= 12
            && authority.Length > 0 && char.IsAsciiLetterOrDigit(authority[0])
            && domain.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-.:_") < 0;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsHex(ReadOnlySpan<char> text) => text.IndexOfAnyExcept("0123456789abcdef") < 0;
}
