using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>The UUID of a VIOS: given to each new VIOS, never reused, unchanged when the VIOS moves (SYS-4). Immutable.</summary>
public readonly record struct VioUuid(Guid Value) : ITextValue<VioUuid>, IComparable<VioUuid>
{
    public static VioUuid Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out VioUuid value, [NotNullWhen(false)] out string? problem)
    {
        var ok = Guid.TryParse(text, out var guid) && guid != Guid.Empty;
        value = new VioUuid(guid);
        problem = ok ? null : $"'{TextRule.Shorten(text)}' is no VIOS UUID; it has 32 hexadecimal digits, not all zero.";
        return ok;
    }

    public int CompareTo(VioUuid other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("D");
}
