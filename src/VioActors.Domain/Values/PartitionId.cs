using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VioActors.Domain.Values;

/// <summary>Number of a partition, relative to its CEC: what PHYP tells a VIOS at a client's login (ID-1). Immutable.</summary>
public readonly record struct PartitionId : ITextValue<PartitionId>, IComparable<PartitionId>
{
    public const int Min = 1;

    public const int Max = 65535;

    /// <exception cref="ArgumentOutOfRangeException">Outside <see cref="Min"/> to <see cref="Max"/>.</exception>
    public PartitionId(int value)
    {
        if (value is < Min or > Max)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"A partition id is {Min} to {Max}.");
        }

        Value = value;
    }

    public int Value { get; }

    public static PartitionId Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out PartitionId value, [NotNullWhen(false)] out string? problem)
    {
        var ok = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= Min and <= Max;
        value = ok ? new PartitionId(number) : default;
        problem = ok ? null : $"'{TextRule.Shorten(text)}' is no partition id; it is a number from {Min} to {Max}.";
        return ok;
    }

    public int CompareTo(PartitionId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
