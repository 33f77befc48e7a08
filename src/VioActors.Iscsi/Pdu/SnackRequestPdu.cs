namespace VioActors.Iscsi.Pdu;

/// <summary>SNACK Request (RFC 7143 clause 11.16). A view over a basic header segment.</summary>
public readonly ref struct SnackRequestPdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    /// <summary>0 Data or R2T, 1 Status, 2 DataACK, 3 R-Data.</summary>
    public byte Kind
    {
        get => (byte)(_header[1] & 0x0F);
        set => _header[1] = (byte)((_header[1] & 0xF0) | (value & 0x0F));
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

    public uint ExpStatSn
    {
        get => _header.GetUInt32(28);
        set => _header.SetUInt32(28, value);
    }

    public uint BegRun
    {
        get => _header.GetUInt32(40);
        set => _header.SetUInt32(40, value);
    }

    public uint RunLength
    {
        get => _header.GetUInt32(44);
        set => _header.SetUInt32(44, value);
    }
}
