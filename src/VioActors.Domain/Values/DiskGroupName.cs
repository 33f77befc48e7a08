using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Subset of a pool's physical volumes with one access policy (STO-1). Immutable.</summary>
public sealed record DiskGroupName : ITextValue<DiskGroupName>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 63;

    /// <summary>The group of volumes that every VIOS may use.</summary>
    public static readonly DiskGroupName Default = new("default");

    private DiskGroupName(string value) => Value = value;

    public string Value { get; }

    public static DiskGroupName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text,
        [MaybeNullWhen(false)] out DiskGroupName value,
        [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsName(text, LengthMax, "disk group name", out problem) ? new DiskGroupName(text!) : null;
        return value is not null;
    }

    public override string ToString() => Value;
}
