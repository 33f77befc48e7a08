namespace VioActors.Iscsi.Pdu;

/// <summary>Reject (RFC 7143 clause 11.17). Its data segment is the header of the rejected PDU. A view over a basic header
/// segment.</summary>
public readonly ref struct RejectPdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    public RejectReason Reason
    {
        get => (RejectReason)_header[2];
        set => _header[2] = (byte)value;
    }

    public uint InitiatorTaskTag
    {
        get => _header.GetUInt32(16);
        set => _header.SetUInt32(16, value);
    }
}
