using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>
/// A location code, unique in the system: <c>9117.MMA.10F6E2B-V2-C11</c> is slot 11 of partition 2 of that CEC; without the last part
/// it is the partition. It changes when the VIOS moves; its UUID does not (SYS-3). Immutable.
/// </summary>
/// <param name="Cec">The CEC.</param>
/// <param name="Partition">The partition of the VIOS.</param>
/// <param name="Slot">The slot; null when the code names the partition itself.</param>
public sealed record DrcName(CecId Cec, PartitionId Partition, SlotNumber? Slot) : ITextValue<DrcName>
{
    public static DrcName Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out DrcName value, [NotNullWhen(false)] out string? problem)
    {
        value = TryRead(text);
        problem = value is not null ? null : $"'{TextRule.Shorten(text)}' is no DRC name; it is written like 9117.MMA.10F6E2B-V2-C11.";
        return value is not null;
    }

    private static DrcName? TryRead(string? text)
    {
        var parts = text is { Length: <= 64 } ? text.Split('-') : [];
        if (parts.Length is < 2 or > 3 || !CecId.TryParse(parts[0], out var cec, out _)
            || !HasNumber(parts[1], 'V', out var partitionText) || !PartitionId.TryParse(partitionText, out var partition, out _))
        {
            return null;
        }

        SlotNumber? slot = null;
        if (parts.Length == 3)
        {
            if (!HasNumber(parts[2], 'C', out var slotText) || !SlotNumber.TryParse(slotText, out var number, out _))
            {
                return null;
            }

            slot = number;
        }

        return new DrcName(cec, partition, slot);
    }

    /// <summary>The location of a slot of the same partition.</summary>
    public DrcName At(SlotNumber slot) => this with { Slot = slot };

    public override string ToString() => Slot is { } slot ? $"{Cec}-V{Partition}-C{slot}" : $"{Cec}-V{Partition}";

    // A leading zero would give one slot two names.
    private static bool HasNumber(string part, char letter, out string number)
    {
        number = part.Length > 1 ? part[1..] : string.Empty;
        return part.Length > 1 && part[0] == letter && (number == "0" || number[0] != '0');
    }
}
