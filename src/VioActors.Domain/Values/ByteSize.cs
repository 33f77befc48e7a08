using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VioActors.Domain.Values;

/// <summary>
/// A number of bytes, at least 0. Read from <c>10G</c>, <c>512M</c>, <c>4096</c>, <c>1T</c>, with or without a following <c>B</c> or
/// <c>iB</c>;
/// units are powers of 1024. Immutable.
/// </summary>
public readonly record struct ByteSize : ITextValue<ByteSize>, IComparable<ByteSize>
{
    private const string Units = "KMGTPE";

    /// <exception cref="ArgumentOutOfRangeException">Less than 0.</exception>
    public ByteSize(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
    }

    public long Bytes { get; }

    public static ByteSize FromMebibytes(long count) => new(checked(count << 20));

    public static ByteSize FromGibibytes(long count) => new(checked(count << 30));

    public static ByteSize Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out ByteSize value, [NotNullWhen(false)] out string? problem)
    {
        value = default;
        problem = $"'{TextRule.Shorten(text)}' is no size; it is a whole number of bytes or one with K, M, G, T, P or E, e.g. 10G.";
        if (text is null || text.Length is 0 or > 24)
        {
            return false;
        }

        var digits = text.AsSpan(0, text.Length - text.AsSpan().TrimStart("0123456789").Length);
        var unit = text[digits.Length..].Trim().ToUpperInvariant();
        unit = unit.EndsWith("IB", StringComparison.Ordinal) ? unit[..^2] : unit.EndsWith('B') ? unit[..^1] : unit;
        var shift = unit.Length == 0 ? 0 : unit.Length == 1 && Units.IndexOf(unit[0]) is >= 0 and var index ? 10 * (index + 1) : -1;
        if (shift < 0
            || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue >> shift)
        {
            return false;
        }

        value = new ByteSize(number << shift);
        problem = null;
        return true;
    }

    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The largest unit that divides it: <c>10G</c>, <c>1536M</c>, <c>4097</c>. Reads back to the same value.</summary>
    public override string ToString()
    {
        var (number, unit) = (Bytes, -1);
        while (number != 0 && number % 1024 == 0 && unit + 1 < Units.Length)
        {
            (number, unit) = (number / 1024, unit + 1);
        }

        return unit < 0 ? $"{number}" : $"{number}{Units[unit]}";
    }
}
