using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Session;

namespace VioActors.Iscsi.Portal;

/// <summary>One entry of the send queue; it becomes one or more PDUs when the sender gets to it.</summary>
/// <param name="Subject">A <see cref="ControlPdu"/>, or an <see cref="IscsiTask"/>: its Data-In and response, or with
/// <paramref name="IsR2t"/> an R2T.</param>
/// <param name="CostBytes">What the entry counts against the limit of the queue.</param>
internal readonly record struct SendItem(object Subject, int CostBytes, bool IsR2t = false, R2t R2t = default)
{
    /// <summary>Of a command or a task management function.</summary>
    public bool IsAnswer => Subject is ControlPdu pdu
        ? new BasicHeader(pdu.Header).Opcode == Opcode.TaskManagementResponse
        : !IsR2t;

    /// <summary>The sender has all that it needs of the entry; nobody else uses its subject.</summary>
    public void Sent()
    {
        if (!IsR2t && Subject is IscsiTask task)
        {
            task.Recycle();
        }
    }

    /// <summary>Frees what the entry holds when it will never be sent.</summary>
    public void Drop()
    {
        if (!IsR2t && Subject is IscsiTask task)
        {
            task.Response.DataIn?.Dispose();
        }
    }
}

/// <summary>A Ready To Transfer to be sent (RFC 7143 clause 11.8).</summary>
internal readonly record struct R2t(uint TargetTransferTag, uint R2tSn, uint OffsetBytes, uint LengthBytes);
