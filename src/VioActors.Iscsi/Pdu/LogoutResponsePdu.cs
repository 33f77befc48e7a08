namespace VioActors.Iscsi.Pdu;

/// <summary>Logout Response (RFC 7143 clause 11.15). A view over a basic header segment.</summary>
public readonly ref struct LogoutResponsePdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    /// <summary>0 closed, 1 connection id not found, 2 connection recovery not supported, 3 cleanup failed.</summary>
    public byte Response
    {
        get => _header[2];
        set => _header[2] = value;
    }

    public uint InitiatorTaskTag
    {
        get => _header.GetUInt32(16);
        set => _header.SetUInt32(16, value);
    }

    public ushort Time2WaitSeconds
    {
        get => _header.GetUInt16(40);
        set => _header.SetUInt16(40, value);
    }

    public ushort Time2RetainSeconds
    {
        get => _header.GetUInt16(42);
        set => _header.SetUInt16(42, value);
    }
}
