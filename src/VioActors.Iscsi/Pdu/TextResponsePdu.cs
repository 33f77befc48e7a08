namespace VioActors.Iscsi.Pdu;

/// <summary>Text Response (RFC 7143 clause 11.11). A view over a basic header segment.</summary>
public readonly ref struct TextResponsePdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    public bool Final
    {
        get => _header.GetFlag(1, 0x80);
        set => _header.SetFlag(1, 0x80, value);
    }

    /// <summary>The key text goes on in the next response.</summary>
    public bool Continue
    {
        get => _header.GetFlag(1, 0x40);
        set => _header.SetFlag(1, 0x40, value);
    }

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
