using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Name of an adapter, unique in its CEC (ID-4): <c>vhost0</c>, <c>vfchost3</c>, <c>fcs1</c>. Immutable.</summary>
public sealed record AdapterName : ITextValue<AdapterName>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 32;

    private AdapterName(string value, string prefix, int number) => (Value, Prefix, Number) = (value, prefix, number);

    public string Value { get; }

    /// <summary>The kind of adapter: <c>vhost</c>.</summary>
    public string Prefix { get; }

    public int Number { get; }

    public static AdapterName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out AdapterName value, [NotNullWhen(false)] out string? problem)
    {
        value = null;
        problem = $"'{TextRule.Shorten(text)}' is no adapter name; it is lower-case letters and a number, e.g. vhost0.";
        if (text is null || text.Length > LengthMax)
        {
            return false;
        }

        var prefix = text.TrimEnd("0123456789".ToCharArray());
        var digits = text[prefix.Length..];
        if (prefix.Length == 0 || !prefix.All(char.IsAsciiLetterLower)
            || digits.Length is 0 or > 9 || (digits.Length > 1 && digits[0] == '0'))
        {
            return false;
        }

        value = new AdapterName(text, prefix, int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture));
        problem = null;
        return true;
    }

    /// <exception cref="FormatException">The parts make no adapter name.</exception>
    public static AdapterName Of(string prefix, int number) => Parse($"{prefix}{number}");

    public override string ToString() => Value;
}
