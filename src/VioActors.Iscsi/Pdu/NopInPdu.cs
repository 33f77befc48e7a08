namespace VioActors.Iscsi.Pdu;

/// <summary>NOP-In (RFC 7143 clause 11.19). A view over a basic header segment.</summary>
public readonly ref struct NopInPdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    public ulong LunField
    {
        get => _header.GetUInt64(8);
        set => _header.SetUInt64(8, value);
    }

    public uint InitiatorTaskTag
    {
        get => _header.GetUInt32(16);
        set => _header.SetUInt32(16, value);
    }

    public uint TargetTransferTag
    {
        get => _header.GetUInt32(20);
        set => _header.SetUInt32(20, value);
    }
}
