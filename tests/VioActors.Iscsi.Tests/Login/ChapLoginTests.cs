using System.Security.Cryptography;
using System.Text;
using VioActors.Iscsi.Login;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Iscsi.Text;

namespace VioActors.Iscsi.Tests.Login;

/// <summary>CHAP against a live portal.</summary>
[Trait("Req", "IO-3")]
public class ChapLoginTests
{
    private static readonly ChapRequirement Requirement =
        new(new ChapCredential("alice", "correct horse battery"), new ChapCredential("target", "another long secret"));

    private static readonly string[] Identity = ["InitiatorName=" + TestInitiator.Name, "TargetName=iqn.2025-01.org.example:disk"];

    private static readonly string[] Discovery = ["InitiatorName=" + TestInitiator.Name, "SessionType=Discovery"];

    [Theory]
    [InlineData("correct horse battery", false, true)]
    [InlineData("correct horse battery", true, true)]
    [InlineData("wrong", false, false)]
    public async Task Target_login(string secret, bool mutual, bool accepted)
    {
        await using var portal = new TestPortal();
        portal.Directory.Chap = Requirement;
        Assert.Equal(accepted ? LoginStatus.Success : LoginStatus.AuthenticationFailure, await LoginAsync(portal, Identity, secret,
            mutual));
    }

    [Fact]
    public async Task Discovery_has_credentials_of_its_own()
    {
        await using var portal = new TestPortal();
        portal.Directory.DiscoveryChap = Requirement;
        Assert.Equal(LoginStatus.Success, await LoginAsync(portal, Discovery, "correct horse battery", false));
        Assert.Equal(LoginStatus.AuthenticationFailure, await LoginAsync(portal, Discovery, "wrong", false));
    }

    [Fact]
    public async Task The_security_stage_cannot_be_skipped()
    {
        await using var portal = new TestPortal();
        portal.Directory.Chap = Requirement;
        var (initiator, answer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, []);
        initiator.Dispose();
        Assert.Equal(LoginStatus.AuthenticationFailure, answer.Status);
    }

    [Theory]
    [InlineData("None", true)]
    [InlineData("KRB5,None", true)]
    [InlineData("CHAP", false)]
    public async Task A_method_that_does_not_fit_is_refused(string methods, bool chapRequired)
    {
        await using var portal = new TestPortal();
        portal.Directory.Chap = chapRequired ? Requirement : null;
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        await wire.SendAsync(
            LoginText.Header(LoginStage.SecurityNegotiation, LoginStage.OperationalNegotiation),
            LoginText.Of([.. Identity, "AuthMethod=" + methods]));
        var answer = LoginAnswer.Of(await wire.ReceiveAsync());
        Assert.Equal(LoginStatus.AuthenticationFailure, answer.Status);
        Assert.Equal("Reject", answer.Keys["AuthMethod"]);
        await wire.ExpectEndAsync();
    }

    [Fact]
    public async Task The_stage_does_not_change_before_the_proof()
    {
        await using var portal = new TestPortal();
        portal.Directory.Chap = Requirement;
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        await wire.SendAsync(
            LoginText.Header(LoginStage.SecurityNegotiation, LoginStage.FullFeaturePhase), LoginText.Of([.. Identity, "AuthMethod=CHAP"]));
        Assert.False(LoginAnswer.Of(await wire.ReceiveAsync()).Transit);
        await wire.SendAsync(LoginText.Header(LoginStage.OperationalNegotiation, LoginStage.FullFeaturePhase), []);
        Assert.Equal(LoginStatus.InitiatorError, LoginAnswer.Of(await wire.ReceiveAsync()).Status);
    }

    private static async Task<LoginStatus> LoginAsync(TestPortal portal, string[] identity, string secret, bool mutual)
    {
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        var stay = LoginText.Header(LoginStage.SecurityNegotiation, null);
        await wire.SendAsync(stay, LoginText.Of([.. identity, "AuthMethod=CHAP,None"]));
        Assert.Equal("CHAP", LoginAnswer.Of(await wire.ReceiveAsync()).Keys["AuthMethod"]);

        await wire.SendAsync(LoginText.Header(LoginStage.SecurityNegotiation, null), LoginText.Of("CHAP_A=5"));
        var asked = LoginAnswer.Of(await wire.ReceiveAsync()).Keys;
        Assert.True(BinaryValue.TryParse(asked["CHAP_C"], 1024, out var challenge));
        var response = BinaryValue.Write(MD5.HashData([byte.Parse(asked["CHAP_I"]), .. Encoding.ASCII.GetBytes(secret), .. challenge]));

        string[] proof = ["CHAP_N=alice", "CHAP_R=" + response];
        await wire.SendAsync(
            LoginText.Header(LoginStage.SecurityNegotiation, LoginStage.FullFeaturePhase),
            LoginText.Of(mutual ? [.. proof, "CHAP_I=9", "CHAP_C=0x0102030405060708"] : proof));
        var answer = LoginAnswer.Of(await wire.ReceiveAsync());
        if (answer.Status.IsSuccess && mutual)
        {
            byte[] expected = MD5.HashData([9, .. "another long secret"u8, 1, 2, 3, 4, 5, 6, 7, 8]);
            Assert.Equal("target", answer.Keys["CHAP_N"]);
            Assert.Equal(BinaryValue.Write(expected), answer.Keys["CHAP_R"]);
        }
        Assert.Equal(answer.Status.IsSuccess, answer.Transit);
        return answer.Status;
    }
}
