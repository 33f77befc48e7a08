using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Session;

/// <summary>NOP-Out (RFC 7143 clause 11.18): echoes a ping, or is the answer to one of ours.</summary>
internal sealed class NopOutHandler(RequestContext context)
{
    public async ValueTask<Next> HandleAsync()
    {
        var (tag, transferTag, lun, cmdSn, immediate) = Read();
        var arrival = context.Order.Arrive(cmdSn, immediate);
        if (arrival == CommandArrival.Drop)
        {
            return await context.DropAsync().ConfigureAwait(false);
        }
        // Ping data comes back up to what the initiator takes in one PDU.
        var size = context.Reader.DataSizeBytes;
        var data = new byte[tag == BasicHeader.NoTag ? 0 : size];
        if (data.Length > 0)
        {
            var outcome = await context.Reader.ReadDataAsync(data).ConfigureAwait(false);
            if (outcome != ReadOutcome.Ok)
            {
                return context.AfterData(outcome);
            }
        }
        else if (await context.SkipAsync().ConfigureAwait(false) == Next.End)
        {
            return Next.End;
        }
        if (tag == BasicHeader.NoTag)
        {
            context.Connection.Pinged(transferTag);
        }
        context.Deliver(cmdSn, immediate, () => Answer(tag, lun, data));
        return Next.Continue;
    }

    private (uint Tag, uint TransferTag, ulong Lun, uint CmdSn, bool Immediate) Read()
    {
        var pdu = new NopOutPdu(context.Reader.Header);
        return (pdu.InitiatorTaskTag, pdu.TargetTransferTag, pdu.LunField, pdu.CmdSn, new BasicHeader(context.Reader.Header).Immediate);
    }

    private void Answer(uint tag, ulong lun, byte[] data)
    {
        if (tag == BasicHeader.NoTag)
        {
            return;
        }
        var echo = data.AsMemory(0, Math.Min(data.Length, context.Parameters.InitiatorRecvSegmentLengthMax));
        var pdu = new ControlPdu(Opcode.NopIn) { Data = echo };
        _ = new NopInPdu(pdu.Header) { InitiatorTaskTag = tag, LunField = lun, TargetTransferTag = BasicHeader.NoTag };
        context.Sender.Enqueue(pdu);
    }
}
