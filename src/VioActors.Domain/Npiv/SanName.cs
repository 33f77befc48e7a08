using System.Diagnostics.CodeAnalysis;
using VioActors.Domain.Values;

namespace VioActors.Domain.Npiv;

/// <summary>Name of a fabric, switch, zone, zone set or LUN of the storage area network. Immutable.</summary>
public sealed record SanName : ITextValue<SanName>, IComparable<SanName>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 64;

    private SanName(string value) => Value = value;

    public string Value { get; }

    public static SanName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out SanName value, [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsName(text, LengthMax, "name in the storage area network", out problem) ? new SanName(text!) : null;
        return value is not null;
    }

    public int CompareTo(SanName? other) => string.CompareOrdinal(Value, other?.Value);

    public override string ToString() => Value;
}
