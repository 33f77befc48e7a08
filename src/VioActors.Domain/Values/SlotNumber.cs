using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VioActors.Domain.Values;

/// <summary>Virtual slot of a partition's adapter, relative to the partition. Immutable.</summary>
public readonly record struct SlotNumber : ITextValue<SlotNumber>, IComparable<SlotNumber>
{
    public const int Min = 0;

    public const int Max = 65535;

    /// <exception cref="ArgumentOutOfRangeException">Outside <see cref="Min"/> to <see cref="Max"/>.</exception>
    public SlotNumber(int value)
    {
        if (value is < Min or > Max)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"A slot number is {Min} to {Max}.");
        }

        Value = value;
    }

    public int Value { get; }

    public static SlotNumber Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out SlotNumber value, [NotNullWhen(false)] out string? problem)
    {
        var ok = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= Min and <= Max;
        value = ok ? new SlotNumber(number) : default;
        problem = ok ? null : $"'{TextRule.Shorten(text)}' is no slot number; it is a number from {Min} to {Max}.";
        return ok;
    }

    public int CompareTo(SlotNumber other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
