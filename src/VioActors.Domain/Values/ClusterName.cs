using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Name of a VIOS cluster. Immutable.</summary>
public sealed record ClusterName : ITextValue<ClusterName>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 63;

    private ClusterName(string value) => Value = value;

    public string Value { get; }

    public static ClusterName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text,
        [MaybeNullWhen(false)] out ClusterName value,
        [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsName(text, LengthMax, "cluster name", out problem) ? new ClusterName(text!) : null;
        return value is not null;
    }

    public override string ToString() => Value;
}
