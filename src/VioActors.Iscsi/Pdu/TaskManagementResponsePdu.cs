using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Pdu;

/// <summary>Task Management Function Response (RFC 7143 clause 11.6). A view over a basic header segment.</summary>
public readonly ref struct TaskManagementResponsePdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    public TaskManagementResponse Response
    {
        get => (TaskManagementResponse)_header[2];
        set => _header[2] = (byte)value;
    }

    public uint InitiatorTaskTag
    {
        get => _header.GetUInt32(16);
        set => _header.SetUInt32(16, value);
    }
}
