using VioActors.Iscsi.Pdu;

namespace VioActors.Iscsi.Login;

/// <summary>The fields of a login request, copied out of the receive buffer.</summary>
internal readonly record struct LoginRequest(
    bool Transit, bool Continue, LoginStage CurrentStage, LoginStage NextStage, byte VersionMin, ulong Isid, ushort Tsih,
    uint InitiatorTaskTag,
    ushort ConnectionId, uint CmdSn)
{
    public static LoginRequest Read(Span<byte> header)
    {
        var pdu = new LoginRequestPdu(header);
        return new LoginRequest(
            pdu.Transit, pdu.Continue, pdu.CurrentStage, pdu.NextStage, pdu.VersionMin, pdu.Isid, pdu.Tsih, pdu.InitiatorTaskTag,
            pdu.ConnectionId, pdu.CmdSn);
    }
}

/// <summary>Answer to one login request.</summary>
internal sealed record LoginReply(
    LoginStatus Status, bool Transit, IReadOnlyCollection<KeyValuePair<string, string>> Answers, LoginOutcome? Outcome = null)
{
    public static readonly LoginReply Empty = new(LoginStatus.Success, false, []);

    public static LoginReply Refused(LoginStatus status) => new(status, false, []);
}
