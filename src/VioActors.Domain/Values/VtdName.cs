using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Name of a virtual target device, unique in its VIOS, e.g. <c>vtscsi0</c>. Immutable.</summary>
public sealed record VtdName : ITextValue<VtdName>
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int LengthMax = 32;

    private VtdName(string value) => Value = value;

    public string Value { get; }

    public static VtdName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text,
        [MaybeNullWhen(false)] out VtdName value,
        [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsDeviceName(text, LengthMax, "virtual target device name", out problem) ? new VtdName(text!) : null;
        return value is not null;
    }

    public override string ToString() => Value;
}
