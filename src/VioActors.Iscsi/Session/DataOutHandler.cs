using System.Runtime.CompilerServices;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Session;

/// <summary>SCSI Data-Out (RFC 7143 clause 11.7): receives the data in place, or fails the task when the PDU breaks its
/// sequence.</summary>
internal sealed class DataOutHandler(RequestContext context, SessionLink link)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Next> HandleAsync()
    {
        var (tag, fields) = Read();
        var task = link.Tasks.Find(tag);
        if (task is null)
        {
            // Data for a task that was aborted or answered meanwhile (clause 11.5.1): the initiator owed it, nobody needs it.
            return await context.SkipAsync().ConfigureAwait(false);
        }
        if (task.Connection != context.Connection)
        {
            return await context.RejectAsync(RejectReason.ProtocolError).ConfigureAwait(false); // Allegiance (clause 4.2.4).
        }
        var place = Memory<byte>.Empty;
        var verdict = task.Transfer?.BeginFill(fields, out place) ?? DataOutVerdict.Violation;
        if (verdict == DataOutVerdict.Fill)
        {
            return await FillAsync(task, task.Transfer!, fields, place).ConfigureAwait(false);
        }
        var next = await context.SkipAsync().ConfigureAwait(false);
        if (verdict == DataOutVerdict.Skip)
        {
            task.Transfer!.EndFill(fields);
        }
        else if (verdict == DataOutVerdict.Violation)
        {
            task.Fail(fields.TargetTransferTag == BasicHeader.NoTag && fields.DataSn == 0
                ? TransportSense.UnexpectedUnsolicitedData
                : TransportSense.ProtocolServiceCrcError);
        }
        return next;
    }

    private (uint Tag, DataOutFields Fields) Read()
    {
        var pdu = new DataOutPdu(context.Reader.Header);
        var fields = new DataOutFields(
            pdu.TargetTransferTag, pdu.DataSn, pdu.BufferOffsetBytes, context.Reader.DataSizeBytes, pdu.Final);
        return (pdu.InitiatorTaskTag, fields);
    }

    private async ValueTask<Next> FillAsync(IscsiTask task, DataOutTransfer transfer, DataOutFields fields, Memory<byte> place)
    {
        var outcome = await context.Reader.ReadDataAsync(place).ConfigureAwait(false);
        if (outcome == ReadOutcome.Ok)
        {
            link.Counters.AddWritten(fields.SizeBytes);
            transfer.EndFill(fields);
            return Next.Continue;
        }
        transfer.AbortFill();
        var next = context.AfterData(outcome);
        if (outcome == ReadOutcome.DigestError)
        {
            task.Fail(TransportSense.ProtocolServiceCrcError);
        }
        return next;
    }
}
