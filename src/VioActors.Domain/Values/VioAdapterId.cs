using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VioActors.Domain.Values;

/// <summary>
/// vioAdapterID: given once to a virtual I_T nexus of a client, unique in the cluster, never reused (ID-2, ID-3). Immutable.
/// </summary>
public readonly record struct VioAdapterId : ITextValue<VioAdapterId>, IComparable<VioAdapterId>
{
    public const long Min = 1;

    public const long Max = long.MaxValue;

    /// <exception cref="ArgumentOutOfRangeException">Outside <see cref="Min"/> to <see cref="Max"/>.</exception>
    public VioAdapterId(long value)
    {
        if (value is < Min or > Max)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"A VIO adapter id is {Min} to {Max}.");
        }

        Value = value;
    }

    public long Value { get; }

    public static VioAdapterId Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out VioAdapterId value, [NotNullWhen(false)] out string? problem)
    {
        var ok = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= Min and <= Max;
        value = ok ? new VioAdapterId(number) : default;
        problem = ok ? null : $"'{TextRule.Shorten(text)}' is no VIO adapter id; it is a number from {Min} to {Max}.";
        return ok;
    }

    public int CompareTo(VioAdapterId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
