using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Session;

/// <summary>
/// Logout (RFC 7143 clauses 11.14, 11.15): what is logged out ends first, then the response goes out, then its connection closes if it
/// is this one.
/// </summary>
internal sealed class LogoutHandler(RequestContext context, IscsiSession session)
{
    public const byte CloseSession = 0;
    public const byte CloseConnection = 1;
    public const byte Closed = 0;
    public const byte NoSuchConnection = 1;
    public const byte RecoveryNotSupported = 2;

    private const byte RemoveForRecovery = 2;
    private const byte CleanupFailed = 3;

    public ValueTask<Next> HandleAsync()
    {
        var pdu = new LogoutRequestPdu(context.Reader.Header);
        var (reason, tag, cid, cmdSn) = (pdu.Reason, pdu.InitiatorTaskTag, pdu.ConnectionId, pdu.CmdSn);
        var immediate = new BasicHeader(context.Reader.Header).Immediate;
        var arrival = context.Order.Arrive(cmdSn, immediate);
        if (arrival == CommandArrival.Drop)
        {
            return context.DropAsync();
        }
        if (reason > RemoveForRecovery || tag == BasicHeader.NoTag)
        {
            return context.RejectAsync(RejectReason.InvalidPduField);
        }
        context.Deliver(cmdSn, immediate, () => _ = LogOutAsync(reason, tag, cid));
        return context.SkipAsync();
    }

    private async Task LogOutAsync(byte reason, uint tag, ushort cid)
    {
        byte response;
        try
        {
            response = await session.LogOutAsync(context.Connection, reason, cid).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context.Connection.Report($"logout failed: {e.Message}");
            response = CleanupFailed;
        }
        var isOver = response == Closed && (reason == CloseSession || cid == context.Connection.ConnectionId);
        if (isOver)
        {
            context.EndReason = "logout";
            context.IsOver = true;
        }
        var pdu = new ControlPdu(Opcode.LogoutResponse);
        _ = new LogoutResponsePdu(pdu.Header)
        {
            InitiatorTaskTag = tag,
            Response = response,
            Time2WaitSeconds = (ushort)context.Parameters.DefaultTime2WaitSeconds,
            Time2RetainSeconds = (ushort)context.Parameters.DefaultTime2RetainSeconds,
        };
        context.Sender.Enqueue(pdu);
        if (isOver && session.HasBeenJoined)
        {
            // Another connection may have delivered this: the receive loop waits for its peer.
            await context.Connection.EndReceivingAsync().ConfigureAwait(false);
        }
    }
}
