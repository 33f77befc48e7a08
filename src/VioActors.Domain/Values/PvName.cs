using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Name of a physical volume, unique in its pool. Immutable.</summary>
public sealed record PvName : ITextValue<PvName>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 127;

    private PvName(string value) => Value = value;

    public string Value { get; }

    public static PvName Parse(string? text) => TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text,
        [MaybeNullWhen(false)] out PvName value,
        [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsName(text, LengthMax, "physical volume name", out problem) ? new PvName(text!) : null;
        return value is not null;
    }

    public override string ToString() => Value;
}
