using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Session;

namespace VioActors.Iscsi.Text;

/// <summary>
/// Text requests (RFC 7143 clauses 11.10, 11.11): one exchange at a time, requests and responses over as many PDUs as they need. Text is
/// bounded.
/// </summary>
internal sealed class TextHandler(RequestContext context, SendTargets sendTargets)
{
    private const uint ExchangeTag = 1;

    private readonly MemoryStream _request = new();
    private ReadOnlyMemory<byte> _unsent;
    private bool _isOpen;
    private int _isBusy;

    public async ValueTask<Next> HandleAsync()
    {
        var request = Read();
        var arrival = context.Order.Arrive(request.CmdSn, request.IsImmediate);
        if (arrival == CommandArrival.Drop)
        {
            return await context.DropAsync().ConfigureAwait(false);
        }
        // One at a time (clause 11.10): the request before may still wait for its turn.
        if (Interlocked.Exchange(ref _isBusy, 1) != 0)
        {
            return await context.RejectAsync(RejectReason.ProtocolError).ConfigureAwait(false);
        }
        var reason = Check(request);
        if (reason is not null)
        {
            Reset();
            Volatile.Write(ref _isBusy, 0);
            return await context.RejectAsync(reason.Value).ConfigureAwait(false);
        }
        var data = new byte[context.Reader.DataSizeBytes];
        var outcome = await context.Reader.ReadDataAsync(data).ConfigureAwait(false);
        if (outcome != ReadOutcome.Ok)
        {
            Volatile.Write(ref _isBusy, 0);
            return context.AfterData(outcome);
        }
        var delivered = ValueTask.CompletedTask;
        context.Deliver(
            request.CmdSn, request.IsImmediate, () => delivered = TakeAsync(request, data), () => Volatile.Write(ref _isBusy, 0));
        // A directory that takes its time must not hold up the answers to commands.
        context.Sender.Uncork();
        await delivered.ConfigureAwait(false);
        context.Sender.Cork();
        return Next.Continue;
    }

    private Request Read()
    {
        var pdu = new TextRequestPdu(context.Reader.Header);
        return new Request(
            pdu.Final, pdu.Continue, pdu.InitiatorTaskTag, pdu.TargetTransferTag, pdu.CmdSn,
            new BasicHeader(context.Reader.Header).Immediate);
    }

    private RejectReason? Check(in Request request)
    {
        if (request.Tag == BasicHeader.NoTag || (request.Final && request.Continue))
        {
            return RejectReason.InvalidPduField;
        }
        if (request.TransferTag == BasicHeader.NoTag)
        {
            Reset(); // A new exchange ends an unfinished one (clause 11.10.4).
        }
        else if (!_isOpen || request.TransferTag != ExchangeTag)
        {
            return RejectReason.InvalidPduField;
        }
        return _request.Length + context.Reader.DataSizeBytes > KeyText.SizeBytesMax ? RejectReason.ProtocolError : null;
    }

    private async ValueTask TakeAsync(Request request, byte[] data)
    {
        try
        {
            await StepAsync(request, data).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whoever delivers it may be another connection, which has no part in it.
            Reset();
            _ = context.Connection.EndAsync($"failure in the target: text request: {e.Message}");
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private async ValueTask StepAsync(Request request, byte[] data)
    {
        _request.Write(data);
        if (request.Continue)
        {
            Respond(request, default, final: false);
            return;
        }
        if (_unsent.IsEmpty)
        {
            var valid = KeyText.TryParse(_request.GetBuffer().AsSpan(0, (int)_request.Length), out var keys);
            _request.SetLength(0);
            if (!valid)
            {
                Reset();
                context.Reject(RejectReason.ProtocolError);
                return;
            }
            _unsent = KeyText.Write(await AnswerAsync(keys).ConfigureAwait(false));
        }
        var size = Math.Min(_unsent.Length, Math.Min(context.Parameters.InitiatorRecvSegmentLengthMax, KeyText.SizeBytesMax));
        var part = _unsent[..size];
        _unsent = _unsent[size..];
        Respond(request, part, final: _unsent.IsEmpty && request.Final);
    }

    private async ValueTask<List<KeyValuePair<string, string>>> AnswerAsync(List<KeyValuePair<string, string>> keys)
    {
        var answers = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in keys)
        {
            switch (key)
            {
                case "SendTargets":
                    answers.AddRange(await sendTargets.AnswerAsync(value, context.Connection.Ended).ConfigureAwait(false));
                    break;
                case "MaxRecvDataSegmentLength" when KeyText.TryNumber(value, 512, KeyText.LengthMax, out var declared):
                    context.Parameters.InitiatorRecvSegmentLengthMax = declared; // May be declared anew at any time (clause 13.12).
                    break;
                case "InitiatorAlias":
                    break; // A declaration, which may come at any time (clause 13.6).
                default:
                    answers.Add(new(key, IsLoginOnly(key) ? KeyText.Reject : KeyText.NotUnderstood));
                    break;
            }
        }
        return answers;
    }

    private static bool IsLoginOnly(string key) => key is "HeaderDigest" or "DataDigest" or "MaxConnections" or "InitialR2T"
        or "ImmediateData"
        or "MaxBurstLength" or "FirstBurstLength" or "DefaultTime2Wait" or "DefaultTime2Retain" or "MaxOutstandingR2T" or "DataPDUInOrder"
        or "DataSequenceInOrder" or "ErrorRecoveryLevel" or "SessionType" or "AuthMethod" or "InitiatorName" or "TargetName"
        or "TaskReporting" or "iSCSIProtocolLevel" or "MaxRecvDataSegmentLength" or "TargetAlias" or "TargetAddress"
        or "TargetPortalGroupTag" or "IFMarker" or "OFMarker" or "IFMarkInt" or "OFMarkInt";

    private void Respond(in Request request, ReadOnlyMemory<byte> text, bool final)
    {
        _isOpen = !final;
        var pdu = new ControlPdu(Opcode.TextResponse, final) { Data = text };
        _ = new TextResponsePdu(pdu.Header)
        {
            Continue = !_unsent.IsEmpty,
            InitiatorTaskTag = request.Tag,
            TargetTransferTag = final ? BasicHeader.NoTag : ExchangeTag,
        };
        context.Sender.Enqueue(pdu);
    }

    private void Reset()
    {
        _request.SetLength(0);
        (_unsent, _isOpen) = (default, false);
    }

    private readonly record struct Request(bool Final, bool Continue, uint Tag, uint TransferTag, uint CmdSn, bool IsImmediate);
}
