namespace VioActors.Iscsi.Session;

/// <summary>
/// Operational parameters of a session and its connection after negotiation (RFC 7143 clause 13); initial values are the defaults of the
/// standard.
/// Immutable but for the initiator's segment limit, which may be declared anew at any time.
/// </summary>
public sealed class SessionParameters
{
    private int _initiatorRecvSegmentLengthMax = 8192;

    /// <summary>Connections that the session may have at a time.</summary>
    public int MaxConnections { get; init; } = 1;

    public bool HeaderDigest { get; init; }

    public bool DataDigest { get; init; }

    public bool InitialR2T { get; init; } = true;

    public bool ImmediateData { get; init; } = true;

    public int MaxBurstLength { get; init; } = 262144;

    public int FirstBurstLength { get; init; } = 65536;

    public int DefaultTime2WaitSeconds { get; init; } = 2;

    public int DefaultTime2RetainSeconds { get; init; } = 20;

    public int MaxOutstandingR2T { get; init; } = 1;

    /// <summary>The target's own MaxRecvDataSegmentLength as declared: longest data segment that it takes.</summary>
    public int TargetRecvSegmentLengthMax { get; init; } = 8192;

    /// <summary>The initiator's MaxRecvDataSegmentLength: longest data segment to send.</summary>
    public int InitiatorRecvSegmentLengthMax
    {
        get => Volatile.Read(ref _initiatorRecvSegmentLengthMax);
        set => Volatile.Write(ref _initiatorRecvSegmentLengthMax, value);
    }
}
