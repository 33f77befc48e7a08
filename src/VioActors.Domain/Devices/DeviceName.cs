using System.Diagnostics.CodeAnalysis;
using VioActors.Domain.Values;

namespace VioActors.Domain.Devices;

/// <summary>
/// Name of a device, unique among the devices of its kind in one VIOS: <c>fcs0</c>, <c>ent4</c>, <c>client_data</c>. Immutable.
/// </summary>
public sealed record DeviceName : ITextValue<DeviceName>, IComparable<DeviceName>
{
    /// <summary>Longest accepted text, in characters: as long as the name of a logical unit.</summary>
    public const int LengthMax = 127;

    private DeviceName(string value) => Value = value;

    public string Value { get; }

    public static DeviceName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(
        string? text, [MaybeNullWhen(false)] out DeviceName value, [NotNullWhen(false)] out string? problem)
    {
        value = TextRule.IsName(text, LengthMax, "device name", out problem) ? new DeviceName(text!) : null;
        return value is not null;
    }

    /// <summary>By the letters and then the number at the end, so that <c>fcs2</c> stands before <c>fcs10</c>.</summary>
    public int CompareTo(DeviceName? other)
    {
        if (other is null)
        {
            return 1;
        }

        var (mine, its) = (Prefix(Value), Prefix(other.Value));
        var byPrefix = string.CompareOrdinal(mine, its);
        var byLength = byPrefix != 0 ? byPrefix : Value.Length.CompareTo(other.Value.Length);
        return byLength != 0 ? byLength : string.CompareOrdinal(Value, other.Value);
    }

    public override string ToString() => Value;

    private static string Prefix(string text) => text.TrimEnd("0123456789".ToCharArray());
}
