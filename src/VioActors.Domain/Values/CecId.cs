using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>
/// Machine type, model and serial number of a CEC, written <c>9117.MMA.10F6E2B</c> as in its location codes (SYS-3). Immutable.
/// </summary>
public sealed record CecId : ITextValue<CecId>
{
    private CecId(string machineType, string model, string serial) => (MachineType, Model, Serial) = (machineType, model, serial);

    /// <summary>Four letters or digits.</summary>
    public string MachineType { get; }

    /// <summary>Three letters or digits.</summary>
    public string Model { get; }

    /// <summary>Seven letters or digits.</summary>
    public string Serial { get; }

    public static CecId Parse(string? text) => TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out CecId value, [NotNullWhen(false)] out string? problem)
    {
        var parts = text is { Length: <= 32 } ? text.Split('.') : [];
        var ok = parts.Length == 3 && IsPart(parts[0], 4) && IsPart(parts[1], 3) && IsPart(parts[2], 7);
        value = ok ? new CecId(parts[0], parts[1], parts[2]) : null;
        problem = ok ? null : $"'{TextRule.Shorten(text)}' is no CEC id; it is machine type, model and serial, e.g. 9117.MMA.10F6E2B.";
        return ok;
    }

    public override string ToString() => $"{MachineType}.{Model}.{Serial}";

    private static bool IsPart(string text, int length) =>
        text.Length == length && text.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c));
}
