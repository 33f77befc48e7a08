using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>Identity of a physical volume, written in its label when it joins a pool. Immutable.</summary>
public readonly record struct PvId(Guid Value) : ITextValue<PvId>, IComparable<PvId>
{
    public static PvId Parse(string? text) => TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out PvId value, [NotNullWhen(false)] out string? problem)
    {
        var ok = Guid.TryParse(text, out var guid) && guid != Guid.Empty;
        value = new PvId(guid);
        problem = ok ? null : $"'{TextRule.Shorten(text)}' is no physical volume id; it has 32 hexadecimal digits, not all zero.";
        return ok;
    }

    public int CompareTo(PvId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("D");
}
