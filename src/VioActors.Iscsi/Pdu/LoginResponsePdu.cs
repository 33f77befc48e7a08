using VioActors.Iscsi.Login;

namespace VioActors.Iscsi.Pdu;

/// <summary>Login Response (RFC 7143 clause 11.13). A view over a basic header segment.</summary>
public readonly ref struct LoginResponsePdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    /// <summary>T: ready to go on to the next stage.</summary>
    public bool Transit
    {
        get => _header.GetFlag(1, 0x80);
        set => _header.SetFlag(1, 0x80, value);
    }

    /// <summary>C: the key text goes on in the next PDU.</summary>
    public bool Continue
    {
        get => _header.GetFlag(1, 0x40);
        set => _header.SetFlag(1, 0x40, value);
    }

    public byte VersionMax
    {
        get => _header[2];
        set => _header[2] = value;
    }

    public byte VersionActive
    {
        get => _header[3];
        set => _header[3] = value;
    }

    /// <summary>Target session identifying handle; 0: new session.</summary>
    public ushort Tsih
    {
        get => _header.GetUInt16(14);
        set => _header.SetUInt16(14, value);
    }

    public uint InitiatorTaskTag
    {
        get => _header.GetUInt32(16);
        set => _header.SetUInt32(16, value);
    }

    public byte StatusClass
    {
        get => _header[36];
        set => _header[36] = value;
    }

    public byte StatusDetail
    {
        get => _header[37];
        set => _header[37] = value;
    }

    /// <summary>CSG.</summary>
    public LoginStage CurrentStage
    {
        get => (LoginStage)((_header[1] >> 2) & 3);
        set => _header[1] = (byte)((_header[1] & ~0x0C) | ((int)value << 2));
    }

    /// <summary>NSG, meaningful with the T bit only.</summary>
    public LoginStage NextStage
    {
        get => (LoginStage)(_header[1] & 3);
        set => _header[1] = (byte)((_header[1] & ~0x03) | (int)value);
    }

    /// <summary>48-bit initiator session id.</summary>
    public ulong Isid
    {
        get => _header.GetUInt64(8) >> 16;
        set => _header.SetUInt64(8, (value << 16) | Tsih);
    }
}
