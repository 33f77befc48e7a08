using System.Net;
using System.Text;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Text;

namespace VioActors.Initiator;

/// <summary>What a login agreed on.</summary>
internal sealed record LoginAgreement(int SendSegmentMax, int FirstBurst, bool ImmediateData, uint StatSn, uint MaxCmdSn);

/// <summary>The login of a normal session in one step, without authentication (RFC 7143 clause 6.3).</summary>
internal static class IscsiLogin
{
    public const int ReceiveSegmentMax = 256 * 1024;

    /// <returns>The agreement, or where the target has moved to.</returns>
    /// <exception cref="IOException">Refused, or the connection broke.</exception>
    public static async Task<(LoginAgreement? Agreed, IPEndPoint? Moved)> RunAsync(
        PduWire wire, string initiator, string target, ulong isid)
    {
        var text = KeyText.Write(
        [
            new("InitiatorName", initiator), new("TargetName", target), new("SessionType", "Normal"), new("HeaderDigest", "None"),
            new("DataDigest", "None"), new("InitialR2T", "Yes"), new("ImmediateData", "Yes"), new("FirstBurstLength", "262144"),
            new("MaxBurstLength", "1048576"), new("MaxRecvDataSegmentLength", $"{ReceiveSegmentMax}"),
        ]);
        await wire.SendAsync(Request(isid), text).ConfigureAwait(false);
        var header = new byte[BasicHeader.SizeBytes];
        await wire.ReceiveHeaderAsync(header).ConfigureAwait(false);
        var data = new byte[new BasicHeader(header).DataSizeBytes];
        await wire.ReceiveDataAsync(data).ConfigureAwait(false);
        return Judge(header, data);
    }

    private static byte[] Request(ulong isid)
    {
        var header = new byte[BasicHeader.SizeBytes];
        BasicHeader.Start(header, Opcode.LoginRequest, final: false);
        _ = new BasicHeader(header) { Immediate = true };
        _ = new LoginRequestPdu(header)
        {
            Transit = true,
            CurrentStage = LoginStage.OperationalNegotiation,
            NextStage = LoginStage.FullFeaturePhase,
            Isid = isid,
            InitiatorTaskTag = 1,
            CmdSn = 1,
        };
        return header;
    }

    private static (LoginAgreement? Agreed, IPEndPoint? Moved) Judge(byte[] header, byte[] data)
    {
        if (new BasicHeader(header).Opcode != Opcode.LoginResponse || !KeyText.TryParse(data, out var pairs))
            throw new IOException("The target answers the login with something else.");
        var keys = pairs.ToDictionary(StringComparer.Ordinal);
        var response = new LoginResponsePdu(header);
        if (response.StatusClass == 1 && keys.TryGetValue("TargetAddress", out var address))
            return (null, IPEndPoint.Parse(address.Split(',')[0]));
        if (response.StatusClass != 0 || !response.Transit)
        {
            throw new IOException(
                $"The login was refused: {response.StatusClass:x2}{response.StatusDetail:x2}h {Encoding.ASCII.GetString(data)}");
        }

        var sequence = new TargetSequence(header);
        return (new LoginAgreement(
            Number(keys, "MaxRecvDataSegmentLength", 8192), Number(keys, "FirstBurstLength", 65536),
            keys.GetValueOrDefault("ImmediateData") != "No", sequence.StatSn, sequence.MaxCmdSn), null);
    }

    private static int Number(Dictionary<string, string> keys, string key, int missing) =>
        keys.TryGetValue(key, out var text) && KeyText.TryNumber(text, 512, KeyText.LengthMax, out var number) ? number : missing;
}
