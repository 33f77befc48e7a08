namespace VioActors.Iscsi.Pdu;

/// <summary>Ready To Transfer (RFC 7143 clause 11.8). A view over a basic header segment.</summary>
public readonly ref struct ReadyToTransferPdu(Span<byte> header)
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

    public uint R2tSn
    {
        get => _header.GetUInt32(36);
        set => _header.SetUInt32(36, value);
    }

    public uint BufferOffsetBytes
    {
        get => _header.GetUInt32(40);
        set => _header.SetUInt32(40, value);
    }

    public uint DesiredDataTransferLengthBytes
    {
        get => _header.GetUInt32(44);
        set => _header.SetUInt32(44, value);
    }
}
