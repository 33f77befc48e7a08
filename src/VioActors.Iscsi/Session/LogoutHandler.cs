using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;

namespace VioActors.Iscsi.Session;

/// <summary>Logout (RFC 7143 clauses 11.14, 11.15): the nexus is closed first, then the response goes out, then the connection
/// closes.</summary>
internal sealed class LogoutHandler(RequestContext context, LoginOutcome login)
{
    private const byte CloseConnection = 1;
    private const byte RemoveForRecovery = 2;

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
        context.Deliver(cmdSn, immediate, arrival, () => LogOut(reason, tag, cid));
        return context.SkipAsync();
    }

    private void LogOut(byte reason, uint tag, ushort cid)
    {
        byte response = reason switch
        {
            RemoveForRecovery => 2, // Needs ErrorRecoveryLevel 2.
            CloseConnection when cid != login.ConnectionId => 1,
            _ => 0,
        };
        if (response == 0)
        {
            context.IsOver = true;
            context.EndReason = "logout";
            context.Connection.CloseNexus("logout");
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
    }
}
