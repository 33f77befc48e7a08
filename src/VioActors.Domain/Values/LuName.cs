using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Name of a logical unit, unique in its pool; may change. Immutable.</summary>
public sealed record LuName : ITextValue<LuName>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 127;

    private LuName(string value) => Value = value;

    public string Value { get; }

    public static LuName Parse(string? text) => TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text,
        [MaybeNullWhen(false)] out LuName value,
        [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsName(text, LengthMax, "logical unit name", out problem) ? new LuName(text!) : null;
        return value is not null;
    }

    public override string ToString() => Value;
}
