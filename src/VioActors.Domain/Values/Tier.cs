using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Storage tier that classifies physical volumes (STO-1). Immutable.</summary>
public sealed record Tier : ITextValue<Tier>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 63;

    /// <summary>The tier of a pool that names none.</summary>
    public static readonly Tier System = new("SYSTEM");

    private Tier(string value) => Value = value;

    public string Value { get; }

    public static Tier Parse(string? text) => TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text,
        [MaybeNullWhen(false)] out Tier value,
        [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsName(text, LengthMax, "tier name", out problem) ? new Tier(text!) : null;
        return value is not null;
    }

    public override string ToString() => Value;
}
