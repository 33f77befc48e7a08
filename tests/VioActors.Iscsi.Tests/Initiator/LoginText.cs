using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Tests.Initiator;

/// <summary>A login response with its keys.</summary>
internal sealed record LoginAnswer(LoginStatus Status, bool Transit, ushort Tsih, Dictionary<string, string> Keys, ReceivedPdu Pdu)
{
    public static LoginAnswer Of(ReceivedPdu pdu)
    {
        pdu.Expect(Opcode.LoginResponse);
        var view = new LoginResponsePdu(pdu.Header);
        Assert.True(KeyText.TryParse(pdu.Data, out var keys));
        return new LoginAnswer(
            new LoginStatus(view.StatusClass, view.StatusDetail), view.Transit, view.Tsih, keys.ToDictionary(StringComparer.Ordinal), pdu);
    }
}

/// <summary>Builds login requests.</summary>
internal static class LoginText
{
    public static byte[] Of(params IEnumerable<string> pairs) =>
        System.Text.Encoding.ASCII.GetBytes(string.Concat(pairs.Select(static p => p + "\0")));

    public static byte[] Header(
        LoginStage current, LoginStage? next, ulong isid = 0x400001370001, ushort tsih = 0, bool goesOn = false, byte versionMin = 0,
        ushort cid = 0, uint cmdSn = 1)
    {
        var header = new byte[BasicHeader.SizeBytes];
        BasicHeader.Start(header, Opcode.LoginRequest, final: false);
        _ = new BasicHeader(header) { Immediate = true };
        _ = new LoginRequestPdu(header)
        {
            Transit = next is not null,
            Continue = goesOn,
            CurrentStage = current,
            NextStage = next ?? 0,
            VersionMin = versionMin,
            VersionMax = versionMin,
            Tsih = tsih,
            Isid = isid,
            InitiatorTaskTag = 1,
            ConnectionId = cid,
            CmdSn = cmdSn,
        };
        return header;
    }
}
