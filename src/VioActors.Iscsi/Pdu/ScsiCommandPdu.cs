using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Pdu;

/// <summary>SCSI Command (RFC 7143 clause 11.3). A view over a basic header segment.</summary>
public readonly ref struct ScsiCommandPdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    /// <summary>No unsolicited Data-Out PDUs follow.</summary>
    public bool Final
    {
        get => _header.GetFlag(1, 0x80);
        set => _header.SetFlag(1, 0x80, value);
    }

    public bool Read
    {
        get => _header.GetFlag(1, 0x40);
        set => _header.SetFlag(1, 0x40, value);
    }

    public bool Write
    {
        get => _header.GetFlag(1, 0x20);
        set => _header.SetFlag(1, 0x20, value);
    }

    /// <summary>ATTR: 0 untagged, 1 to 4 as <see cref="TaskAttribute"/>, others reserved.</summary>
    public byte Attribute
    {
        get => (byte)(_header[1] & 0x07);
        set => _header[1] = (byte)((_header[1] & 0xF8) | (value & 0x07));
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

    public uint ExpectedDataTransferLengthBytes
    {
        get => _header.GetUInt32(20);
        set => _header.SetUInt32(20, value);
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

    /// <summary>First 16 bytes of the command descriptor block; the rest is in an additional header segment.</summary>
    public Span<byte> Cdb => _header.Slice(32, 16);
}
