using System.Runtime.CompilerServices;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>SCSI Command (RFC 7143 clause 11.3): checks it, receives its immediate data, makes it a task and submits it in the order of
/// CmdSN.</summary>
internal sealed class ScsiCommandHandler(RequestContext context, SessionLink link)
{
    public ValueTask<Next> HandleAsync()
    {
        var pdu = new ScsiCommandPdu(context.Reader.Header);
        var immediate = new BasicHeader(context.Reader.Header).Immediate;
        var arrival = context.Order.Arrive(pdu.CmdSn, immediate);
        if (arrival == CommandArrival.Drop)
        {
            return context.DropAsync();
        }
        if (!AdditionalHeaders.TryParse(context.Reader.AdditionalHeaders, out var additional))
        {
            return context.RejectAsync(RejectReason.InvalidPduField);
        }
        if (Check(pdu, additional, immediate) is { } reason)
        {
            return context.RejectAsync(reason);
        }
        var immediateBytes = context.Reader.DataSizeBytes;
        var request = new CommandRequest(pdu.CmdSn, immediate, pdu.Final);
        if (immediateBytes > 0 && !link.Parameters.ImmediateData)
        {
            return RefuseDataAsync(MakeTask(pdu, additional, 0, null), request);
        }
        if (!pdu.Write || pdu.ExpectedDataTransferLengthBytes == 0)
        {
            Submit(MakeTask(pdu, additional, 0, null), request);
            return new ValueTask<Next>(Next.Continue);
        }
        return TakeWriteAsync(pdu, additional, request);
    }

    /// <summary>The reason to reject the command, if any. The rules of clause 11.3 that do not depend on the target.</summary>
    private RejectReason? Check(in ScsiCommandPdu pdu, in AdditionalHeaders additional, bool immediate)
    {
        var parameters = link.Parameters;
        var immediateBytes = context.Reader.DataSizeBytes;
        var expected = pdu.ExpectedDataTransferLengthBytes;
        if (pdu.InitiatorTaskTag == BasicHeader.NoTag || pdu.Attribute > (byte)TaskAttribute.Aca
            || (pdu.Read && pdu.Write && additional.BidirectionalReadSizeBytes is null) || (pdu.Write && expected > int.MaxValue))
        {
            return RejectReason.InvalidPduField;
        }
        if (link.Tasks.Contains(pdu.InitiatorTaskTag))
        {
            return RejectReason.TaskInProgress;
        }
        if (immediate && link.Window.LiveTasks >= link.Nexus.QueueDepthMax)
        {
            return RejectReason.ImmediateCommandReject;
        }
        // Unsolicited data: only for a write, at most FirstBurstLength, and beyond the command PDU only with InitialR2T=No
        // (clauses 13.10, 13.14).
        var brokenRule = (!pdu.Write && (immediateBytes > 0 || !pdu.Final))
            || immediateBytes > Math.Min((uint)parameters.FirstBurstLength, expected)
            || (!pdu.Final && (parameters.InitialR2T || immediateBytes >= Math.Min((uint)parameters.FirstBurstLength, expected)));
        return brokenRule ? RejectReason.ProtocolError : null;
    }

    private ValueTask<Next> TakeWriteAsync(in ScsiCommandPdu pdu, in AdditionalHeaders additional, in CommandRequest request)
    {
        var immediateBytes = context.Reader.DataSizeBytes;
        var expected = (int)pdu.ExpectedDataTransferLengthBytes;
        var firstBurst = Math.Min(link.Parameters.FirstBurstLength, expected);
        if (immediateBytes == expected)
        {
            var whole = TransferBuffer.Rent(expected);
            return ReceiveAsync(MakeTask(pdu, additional, expected, whole), request, whole);
        }
        TransferBuffer? buffer = null;
        var eager = 0;
        var unsolicited = 0;
        if (immediateBytes > 0 || !request.IsFinal)
        {
            eager = expected > firstBurst && link.Memory.TryTakeEager(expected) ? expected : 0;
            buffer = TransferBuffer.Rent(eager > 0 ? expected : firstBurst);
            unsolicited = eager > 0 ? 0 : firstBurst;
        }
        var task = MakeTask(pdu, additional, unsolicited, null);
        task.Transfer = new DataOutTransfer(link, task, buffer, eager, immediateBytes, request.IsFinal ? 0 : firstBurst);
        return ReceiveAsync(task, request, buffer);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Next> ReceiveAsync(IscsiTask task, CommandRequest request, TransferBuffer? buffer)
    {
        var size = context.Reader.DataSizeBytes;
        if (size > 0)
        {
            var outcome = await context.Reader.ReadDataAsync(buffer!.Memory[..size]).ConfigureAwait(false);
            if (outcome != ReadOutcome.Ok)
            {
                // Not a task yet: its number stays free for a repeat (clause 7.8).
                buffer.Dispose();
                task.Transfer?.ReturnMemory();
                return context.AfterData(outcome);
            }
            link.Counters.AddWritten(size);
        }
        Submit(task, request);
        return Next.Continue;
    }

    private async ValueTask<Next> RefuseDataAsync(IscsiTask task, CommandRequest request)
    {
        var next = await context.SkipAsync().ConfigureAwait(false);
        if (TryStart(task, request))
        {
            context.Deliver(
                request.CmdSn, request.IsImmediate, () => task.Fail(TransportSense.UnexpectedUnsolicitedData), task.Abandon);
        }
        return next;
    }

    private void Submit(IscsiTask task, in CommandRequest request)
    {
        if (!TryStart(task, request))
        {
            return;
        }
        if (request.IsImmediate)
        {
            link.Nexus.Submit(task);
            return;
        }
        if (context.Order.Enter(request.CmdSn) == CommandArrival.Deliver)
        {
            link.Nexus.Submit(task);
            context.Order.Leave();
            return;
        }
        SubmitLater(task, request.CmdSn);
    }

    /// <summary>Apart from <see cref="Submit"/>, so that only a command which waits pays for the closures.</summary>
    private void SubmitLater(IscsiTask task, uint cmdSn) => context.Deliver(
        cmdSn,
        immediate: false,
        () =>
        {
            if (task.IsLive)
            {
                link.Nexus.Submit(task);
            }
        },
        task.Abandon);

    /// <summary>False: another connection of the session uses the tag since it was looked for; the command is rejected.</summary>
    private bool TryStart(IscsiTask task, in CommandRequest request)
    {
        if (link.TryStart(task))
        {
            return true;
        }
        task.Discard();
        context.Reject(RejectReason.TaskInProgress);
        context.Deliver(request.CmdSn, request.IsImmediate, static () => { });
        return false;
    }

    private IscsiTask MakeTask(in ScsiCommandPdu pdu, in AdditionalHeaders additional, int unsolicitedBytes, TransferBuffer? writeData)
    {
        var expected = pdu.ExpectedDataTransferLengthBytes;
        var read = pdu.Write ? additional.BidirectionalReadSizeBytes ?? 0 : expected;
        var task = link.TakeSpare() ?? new IscsiTask(link)
        {
            LunField = 0,
            Tag = 0,
            Attribute = TaskAttribute.Simple,
            Cdb = default,
            DataOutSizeBytes = 0,
            DataInSizeBytes = 0,
        };
        task.LunField = pdu.LunField;
        task.Tag = pdu.InitiatorTaskTag;
        task.Attribute = pdu.Attribute == 0 ? TaskAttribute.Simple : (TaskAttribute)pdu.Attribute;
        task.Cdb = CopyCdb(task, pdu.Cdb, additional);
        task.DataOutSizeBytes = pdu.Write ? expected : 0;
        task.DataInSizeBytes = pdu.Read ? read : 0;
        task.UnsolicitedBytes = unsolicitedBytes;
        task.WriteData = writeData;
        task.Revive();
        return task;
    }

    private ReadOnlyMemory<byte> CopyCdb(IscsiTask task, ReadOnlySpan<byte> cdb, in AdditionalHeaders additional)
    {
        var extension = context.Reader.AdditionalHeaders[additional.ExtendedCdb];
        if (!extension.IsEmpty)
        {
            return (byte[])[.. cdb, .. extension];
        }
        cdb.CopyTo(task.OwnCdb.Span);
        return task.OwnCdb;
    }
}

/// <summary>How a command came.</summary>
internal readonly record struct CommandRequest(uint CmdSn, bool IsImmediate, bool IsFinal);
