using VioActors.Scsi;

namespace VioActors.Iscsi.Pdu;

/// <summary>SCSI Data-In (RFC 7143 clause 11.7). A view over a basic header segment.</summary>
public readonly ref struct DataInPdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    /// <summary>Last PDU of its sequence.</summary>
    public bool Final
    {
        get => _header.GetFlag(1, 0x80);
        set => _header.SetFlag(1, 0x80, value);
    }

    public bool Acknowledge
    {
        get => _header.GetFlag(1, 0x40);
        set => _header.SetFlag(1, 0x40, value);
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

    /// <summary>S: status, StatSN and residual are valid; no SCSI Response follows.</summary>
    public bool HasStatus
    {
        get => _header.GetFlag(1, 0x01);
        set => _header.SetFlag(1, 0x01, value);
    }

    public ScsiStatus Status
    {
        get => (ScsiStatus)_header[3];
        set => _header[3] = (byte)value;
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

    public uint DataSn
    {
        get => _header.GetUInt32(36);
        set => _header.SetUInt32(36, value);
    }

    public uint BufferOffsetBytes
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
