namespace VioActors.Iscsi.Pdu;

/// <summary>StatSN, ExpCmdSN and MaxCmdSN: at the same place in every PDU that a target sends (RFC 7143 clause 4.2.2).</summary>
public readonly ref struct TargetSequence(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    public uint StatSn
    {
        get => _header.GetUInt32(24);
        set => _header.SetUInt32(24, value);
    }

    public uint ExpCmdSn
    {
        get => _header.GetUInt32(28);
        set => _header.SetUInt32(28, value);
    }

    public uint MaxCmdSn
    {
        get => _header.GetUInt32(32);
        set => _header.SetUInt32(32, value);
    }
}
