namespace VioActors.Iscsi.Pdu;

/// <summary>Asynchronous Message (RFC 7143 clause 11.9). A view over a basic header segment.</summary>
public readonly ref struct AsyncMessagePdu(Span<byte> header)
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

    public AsyncEvent Event
    {
        get => (AsyncEvent)_header[36];
        set => _header[36] = (byte)value;
    }

    public byte VendorCode
    {
        get => _header[37];
        set => _header[37] = value;
    }

    public ushort Parameter1
    {
        get => _header.GetUInt16(38);
        set => _header.SetUInt16(38, value);
    }

    /// <summary>Time2Wait in seconds for the events that drop a connection.</summary>
    public ushort Parameter2
    {
        get => _header.GetUInt16(40);
        set => _header.SetUInt16(40, value);
    }

    /// <summary>Time2Retain in seconds; for a logout request the seconds within which to log out.</summary>
    public ushort Parameter3
    {
        get => _header.GetUInt16(42);
        set => _header.SetUInt16(42, value);
    }
}
