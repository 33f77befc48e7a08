using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VioActors.Domain.Values;

/// <summary>Logical unit number behind one server adapter; flat addressing reaches 16383 (SAM-5 clause 4.7.7.4). Immutable.</summary>
public readonly record struct LunNumber : ITextValue<LunNumber>, IComparable<LunNumber>
{
    public const int Min = 0;

    public const int Max = 16383;

    /// <exception cref="ArgumentOutOfRangeException">Outside <see cref="Min"/> to <see cref="Max"/>.</exception>
    public LunNumber(int value)
    {
        if (value is < Min or > Max)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"A logical unit number is {Min} to {Max}.");
        }

        Value = value;
    }

    public int Value { get; }

    public static LunNumber Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out LunNumber value, [NotNullWhen(false)] out string? problem)
    {
        var ok = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= Min and <= Max;
        value = ok ? new LunNumber(number) : default;
        problem = ok ? null : $"'{TextRule.Shorten(text)}' is no logical unit number; it is a number from {Min} to {Max}.";
        return ok;
    }

    public int CompareTo(LunNumber other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
