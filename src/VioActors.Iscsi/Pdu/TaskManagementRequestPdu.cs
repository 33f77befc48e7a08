using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Pdu;

/// <summary>Task Management Function Request (RFC 7143 clause 11.5). A view over a basic header segment.</summary>
public readonly ref struct TaskManagementRequestPdu(Span<byte> header)
{
    private readonly Span<byte> _header = header;

    public TaskManagementFunction Function
    {
        get => (TaskManagementFunction)(_header[1] & 0x7F);
        set => _header[1] = (byte)((_header[1] & 0x80) | ((byte)value & 0x7F));
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

    public uint ReferencedTaskTag
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

    public uint RefCmdSn
    {
        get => _header.GetUInt32(32);
        set => _header.SetUInt32(32, value);
    }

    public uint ExpDataSn
    {
        get => _header.GetUInt32(36);
        set => _header.SetUInt32(36, value);
    }
}
