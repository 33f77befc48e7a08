using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Physical volumes that fail together; a mirrored pool has two (STO-4). Immutable.</summary>
public sealed record FailureGroupName : ITextValue<FailureGroupName>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 63;

    /// <summary>The group of a pool without mirroring.</summary>
    public static readonly FailureGroupName Default = new("default");

    private FailureGroupName(string value) => Value = value;

    public string Value { get; }

    public static FailureGroupName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text,
        [MaybeNullWhen(false)] out FailureGroupName value,
        [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsName(text, LengthMax, "failure group name", out problem) ? new FailureGroupName(text!) : null;
        return value is not null;
    }

    public override string ToString() => Value;
}
