namespace VioActors.Iscsi.Login;

/// <summary>The target's side of the operational negotiation: its limits and wishes for each key (RFC 7143 clause 13). Sizes in bytes,
/// times in seconds.</summary>
public sealed record NegotiationLimits
{
    public DigestPolicy HeaderDigest { get; init; }

    public DigestPolicy DataDigest { get; init; }

    /// <summary>True: unsolicited Data-Out PDUs are not allowed, whatever the initiator asks for.</summary>
    public bool InitialR2T { get; init; }

    public bool ImmediateData { get; init; } = true;

    /// <summary>Connections of one session; 1: no more than the leading one.</summary>
    public int MaxConnections { get; init; } = 4;

    public int MaxRecvDataSegmentLength { get; init; } = 1024 * 1024;

    public int MaxBurstLength { get; init; } = 1024 * 1024;

    public int FirstBurstLength { get; init; } = 256 * 1024;

    public int MaxOutstandingR2T { get; init; } = 8;

    public int DefaultTime2Wait { get; init; } = 2;

    public int DefaultTime2Retain { get; init; }
}
