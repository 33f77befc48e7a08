using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Name of a shared storage pool, unique in the cluster. Immutable.</summary>
public sealed record PoolName : ITextValue<PoolName>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 127;

    private PoolName(string value) => Value = value;

    public string Value { get; }

    public static PoolName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text,
        [MaybeNullWhen(false)] out PoolName value,
        [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsName(text, LengthMax, "pool name", out problem) ? new PoolName(text!) : null;
        return value is not null;
    }

    public override string ToString() => Value;
}
