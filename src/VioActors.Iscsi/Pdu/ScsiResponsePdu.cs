using VioActors.Scsi;

namespace VioActors.Iscsi.Pdu;

/// <summary>SCSI Response (RFC 7143 clause 11.4). Its data segment is a two-byte sense length and the sense data. A view over a basic
/// header segment.</summary>
public readonly ref struct ScsiResponsePdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    public bool BidirectionalReadOverflow
    {
        get => _header.GetFlag(1, 0x10);
        set => _header.SetFlag(1, 0x10, value);
    }

    public bool BidirectionalReadUnderflow
    {
        get => _header.GetFlag(1, 0x08);
        set => _header.SetFlag(1, 0x08, value);
    }

    public bool Overflow
    {
        get => _header.GetFlag(1, 0x04);
        set => _header.SetFlag(1, 0x04, value);
    }

    public bool Underflow
    {
        get => _header.GetFlag(1, 0x02);
        set => _header.SetFlag(1, 0x02, value);
    }

    /// <summary>0: command completed at target; 1: target failure.</summary>
    public byte Response
    {
        get => _header[2];
        set => _header[2] = value;
    }

    public ScsiStatus Status
    {
        get => (ScsiStatus)_header[3];
        set => _header[3] = (byte)value;
    }

    public uint InitiatorTaskTag
    {
        get => _header.GetUInt32(16);
        set => _header.SetUInt32(16, value);
    }

    public uint SnackTag
    {
        get => _header.GetUInt32(20);
        set => _header.SetUInt32(20, value);
    }

    /// <summary>Number of Data-In PDUs (or R2Ts, for a write) that the target sent for the command.</summary>
    public uint ExpDataSn
    {
        get => _header.GetUInt32(36);
        set => _header.SetUInt32(36, value);
    }

    public uint BidirectionalReadResidualBytes
    {
        get => _header.GetUInt32(40);
        set => _header.SetUInt32(40, value);
    }

    public uint ResidualBytes
    {
        get => _header.GetUInt32(44);
        set => _header.SetUInt32(44, value);
    }
}
