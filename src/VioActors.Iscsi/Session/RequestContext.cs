using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Session;

/// <summary>What the handlers of a connection share: the current PDU, the order of commands, and ways to refuse. Used by the receive
/// loop alone.</summary>
internal sealed class RequestContext(IscsiConnection connection, PduReader reader, CommandOrder order, SessionParameters parameters)
{
    public IscsiConnection Connection => connection;

    public PduReader Reader => reader;

    public CommandOrder Order => order;

    public SessionParameters Parameters => parameters;

    public PduSender Sender => connection.Sender;

    /// <summary>Why the receive loop ends; null when the peer closed the connection.</summary>
    public string? EndReason { get; set; }

    /// <summary>The connection was logged out: the receive loop ends.</summary>
    public bool IsOver { get; set; }

    /// <summary>
    /// Delivers a request now, or when the ones before it have come. False: its number was used meanwhile, it is abandoned.
    /// </summary>
    public bool Deliver(uint cmdSn, bool immediate, Action deliver, Action? abandon = null)
    {
        if (immediate)
        {
            DeliverNow(deliver);
            return true;
        }
        for (; ; )
        {
            switch (order.Enter(cmdSn))
            {
                case CommandArrival.Deliver:
                    DeliverNow(() =>
                    {
                        deliver();
                        order.Leave();
                    });
                    return true;
                case CommandArrival.Drop:
                    connection.Counters.DroppedCommand();
                    abandon?.Invoke();
                    return false;
                default:
                    if (order.TryHold(cmdSn, connection, deliver, abandon))
                    {
                        return true;
                    }
                    break;
            }
        }
    }

    /// <summary>Commands that were delivered before are executed before it.</summary>
    private static void DeliverNow(Action deliver)
    {
        if (!ReceiverTurn.TryPostBehind(new Delivery(deliver)))
        {
            deliver();
        }
    }

    /// <summary>Rejects the current PDU and goes on; its data is skipped. A number that it carries counts as used.</summary>
    public async ValueTask<Next> RejectAsync(RejectReason reason)
    {
        Reject(reason);
        TakeNumber();
        return await SkipAsync().ConfigureAwait(false);
    }

    /// <summary>Rejects the current PDU as a breach of protocol that makes the connection useless, and ends it (RFC 7143 clause
    /// 7.6).</summary>
    public ValueTask<Next> BreakAsync(string what)
    {
        Reject(RejectReason.ProtocolError);
        EndReason = $"protocol error: {what}";
        connection.Report(EndReason);
        return new ValueTask<Next>(Next.End);
    }

    public void Reject(RejectReason reason)
    {
        var pdu = new ControlPdu(Opcode.Reject) { Data = reader.Header.ToArray() };
        _ = new RejectPdu(pdu.Header) { Reason = reason, InitiatorTaskTag = BasicHeader.NoTag };
        connection.Counters.Reject();
        connection.Sender.Enqueue(pdu);
    }

    /// <summary>Skips the data of the current PDU.</summary>
    public async ValueTask<Next> SkipAsync() =>
        await reader.SkipDataAsync().ConfigureAwait(false) == ReadOutcome.Ok ? Next.Continue : Next.End;

    /// <summary>Ignores a request outside the window, as the standard wants it: silently.</summary>
    public ValueTask<Next> DropAsync()
    {
        connection.Counters.DroppedCommand();
        return SkipAsync();
    }

    /// <summary>What to do after a data segment: at a digest error the PDU is rejected and gone (clause 7.8).</summary>
    public Next AfterData(ReadOutcome outcome)
    {
        if (outcome == ReadOutcome.DigestError)
        {
            Reject(RejectReason.DataDigestError);
        }
        return outcome == ReadOutcome.Closed ? Next.End : Next.Continue;
    }

    private void TakeNumber()
    {
        var header = new BasicHeader(reader.Header);
        var numbered = header.Opcode is not (Opcode.DataOut or Opcode.SnackRequest) && (byte)header.Opcode < 0x10;
        if (!numbered || header.Immediate)
        {
            return;
        }
        var arrival = order.Arrive(header.CmdSn, immediate: false);
        if (arrival != CommandArrival.Drop)
        {
            Deliver(header.CmdSn, immediate: false, static () => { });
        }
    }

    private sealed class Delivery(Action deliver) : IThreadPoolWorkItem
    {
        public void Execute() => deliver();
    }
}
