using System.Diagnostics.CodeAnalysis;

namespace VioActors.Domain.Values;

/// <summary>
/// What a client is known by before it has a ClientID: its CEC and partition id, as PHYP gives them (<c>lpar:9117.MMA.10F6E2B/5</c>),
/// or its iSCSI name (<c>iscsi:iqn.2026-01.org.example:host1</c>). Immutable.
/// </summary>
public sealed record ClientKey : ITextValue<ClientKey>
{
    private const string LparPrefix = "lpar:";
    private const string InitiatorPrefix = "iscsi:";

    private ClientKey(CecId? cec, PartitionId? partition, InitiatorName? initiator) =>
        (Cec, Partition, Initiator) = (cec, partition, initiator);

    /// <summary>Null for an iSCSI client.</summary>
    public CecId? Cec { get; }

    /// <summary>Null for an iSCSI client.</summary>
    public PartitionId? Partition { get; }

    /// <summary>Null for a partition.</summary>
    public InitiatorName? Initiator { get; }

    public static ClientKey OfLpar(CecId cec, PartitionId partition) => new(cec, partition, null);

    public static ClientKey OfInitiator(InitiatorName initiator) => new(null, null, initiator);

    public static ClientKey Parse(string? text) =>
        TryParse(text, out var value, out var problem) ? value : throw new FormatException(problem);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out ClientKey value, [NotNullWhen(false)] out string? problem)
    {
        value = null;
        problem = $"'{TextRule.Shorten(text)}' is no client; it is written like lpar:9117.MMA.10F6E2B/5 or "
            + "iscsi:iqn.2026-01.org.example:host1.";
        if (text is null)
        {
            return false;
        }

        if (text.StartsWith(InitiatorPrefix, StringComparison.Ordinal)
            && InitiatorName.TryParse(text[InitiatorPrefix.Length..], out var name, out _))
        {
            value = OfInitiator(name);
        }
        else if (text.StartsWith(LparPrefix, StringComparison.Ordinal)
            && text[LparPrefix.Length..].Split('/') is [var cecText, var idText]
            && CecId.TryParse(cecText, out var cec, out _) && PartitionId.TryParse(idText, out var partition, out _))
        {
            value = OfLpar(cec, partition);
        }

        problem = value is null ? problem : null;
        return value is not null;
    }

    public override string ToString() => Initiator is null ? $"{LparPrefix}{Cec}/{Partition}" : $"{InitiatorPrefix}{Initiator}";
}
