namespace VioActors.Iscsi.Pdu;

/// <summary>Logout Request (RFC 7143 clause 11.14). A view over a basic header segment.</summary>
public readonly ref struct LogoutRequestPdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    /// <summary>0 close the session, 1 close the connection, 2 remove the connection for recovery.</summary>
    public byte Reason
    {
        get => (byte)(_header[1] & 0x7F);
        set => _header[1] = (byte)((_header[1] & 0x80) | (value & 0x7F));
    }

    public uint InitiatorTaskTag
    {
        get => _header.GetUInt32(16);
        set => _header.SetUInt32(16, value);
    }

    public ushort ConnectionId
    {
        get => _header.GetUInt16(20);
        set => _header.SetUInt16(20, value);
    }

    public uint CmdSn
    {
        get => _header.GetUInt32(24);
        set => _header.SetUInt32(24, value);
    }

    public uint ExpStatSn
    {
        get => _header.GetUInt32(28);
        set => _header.SetUInt32(28, value);
    }
}
