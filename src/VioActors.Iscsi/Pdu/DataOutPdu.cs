namespace VioActors.Iscsi.Pdu;

/// <summary>SCSI Data-Out (RFC 7143 clause 11.7). A view over a basic header segment.</summary>
public readonly ref struct DataOutPdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    /// <summary>Last PDU of its sequence.</summary>
    public bool Final
    {
        get => _header.GetFlag(1, 0x80);
        set => _header.SetFlag(1, 0x80, value);
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

    /// <summary>Tag of the R2T that is answered; the reserved value: unsolicited.</summary>
    public uint TargetTransferTag
    {
        get => _header.GetUInt32(20);
        set => _header.SetUInt32(20, value);
    }

    public uint ExpStatSn
    {
        get => _header.GetUInt32(28);
        set => _header.SetUInt32(28, value);
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
}
