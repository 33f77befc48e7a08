using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Login;

/// <summary>Logins against a live portal: what is refused, and with which status (RFC 7143 clause 11.13.5).</summary>
[Trait("Req", "IO-3")]
public class LoginTests
{
    private const string Initiator = "InitiatorName=" + TestInitiator.Name;
    private const string Target = "TargetName=iqn.2025-01.org.example:disk";

    private static async Task<(PduConnection Wire, LoginAnswer Answer)> SendAsync(TestPortal portal, byte[] header, byte[] text)
    {
        var wire = await PduConnection.OpenAsync(portal.EndPoint);
        await wire.SendAsync(header, text);
        return (wire, LoginAnswer.Of(await wire.ReceiveAsync()));
    }

    private static byte[] Straight => LoginText.Header(LoginStage.OperationalNegotiation, LoginStage.FullFeaturePhase);

    public static TheoryData<string, string[], byte, byte> Refused => new()
    {
        { "no initiator name", [Target], 2, 7 },
        { "no target name", [Initiator], 2, 7 },
        { "bad initiator name", ["InitiatorName=me", Target], 2, 0 },
        { "unknown target", [Initiator, "TargetName=iqn.2025-01.org.example:other"], 2, 3 },
        { "a target name that is none", [Initiator, "TargetName=disk"], 2, 3 },
        { "unknown session type", [Initiator, Target, "SessionType=Strange"], 2, 9 },
        { "a key twice", [Initiator, Target, "InitialR2T=No", "InitialR2T=Yes"], 2, 0 },
        { "security keys in the wrong stage", [Initiator, Target, "AuthMethod=None"], 2, 0 },
        { "two initiator names", [Initiator, "InitiatorName=iqn.x:other", Target], 2, 0 },
        { "no key text", ["InitiatorName"], 2, 0 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Refused_by_its_keys(string what, string[] keys, byte statusClass, byte detail)
    {
        await using var portal = new TestPortal();
        var (wire, answer) = await SendAsync(portal, Straight, LoginText.Of(keys));
        using (wire)
        {
            Assert.Equal((what, new LoginStatus(statusClass, detail)), (what, answer.Status));
            await wire.ExpectEndAsync();
        }
        Assert.Empty(portal.Portal.Sessions);
    }

    [Fact]
    public async Task Refused_by_its_header()
    {
        await using var portal = new TestPortal();
        var text = LoginText.Of(Initiator, Target);
        (byte[] Header, LoginStatus Status)[] cases =
        [
            (LoginText.Header(LoginStage.OperationalNegotiation, null, versionMin: 1), LoginStatus.UnsupportedVersion),
            (LoginText.Header(LoginStage.FullFeaturePhase, null), LoginStatus.InitiatorError),
            (LoginText.Header((LoginStage)2, null), LoginStatus.InitiatorError),
            (LoginText.Header(LoginStage.OperationalNegotiation, LoginStage.OperationalNegotiation), LoginStatus.InitiatorError),
            (LoginText.Header(LoginStage.OperationalNegotiation, LoginStage.SecurityNegotiation), LoginStatus.InitiatorError),
            (LoginText.Header(LoginStage.OperationalNegotiation, LoginStage.FullFeaturePhase, tsih: 77), LoginStatus.SessionDoesNotExist),
            (LoginText.Header(LoginStage.OperationalNegotiation, LoginStage.FullFeaturePhase, goesOn: true), LoginStatus.InitiatorError),
        ];
        foreach (var (header, status) in cases)
        {
            var (wire, answer) = await SendAsync(portal, header, text);
            Assert.Equal(status, answer.Status);
            await wire.ExpectEndAsync();
            wire.Dispose();
        }
    }

    [Theory]
    [InlineData(LoginRefusal.NotAuthorized, 2, 2)]
    [InlineData(LoginRefusal.ServiceUnavailable, 3, 1)]
    [InlineData(LoginRefusal.OutOfResources, 3, 2)]
    public async Task Refused_by_the_target(LoginRefusal refusal, byte statusClass, byte detail)
    {
        await using var portal = new TestPortal();
        portal.Target.Refusal = refusal;
        var (initiator, answer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, []);
        initiator.Dispose();
        Assert.Equal(new LoginStatus(statusClass, detail), answer.Status);
        Assert.Contains(portal.Lines, static l => l.Contains("refused by the test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failing_directory_is_a_target_error()
    {
        await using var portal = new TestPortal();
        portal.Directory.Failure = new InvalidOperationException("database is away");
        var (initiator, answer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, []);
        initiator.Dispose();
        Assert.Equal(LoginStatus.TargetError, answer.Status);
        Assert.Contains(portal.Lines, static l => l.Contains("database is away", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.0.0.2", "10.0.0.2:3260")]
    [InlineData("fe80::2", "[fe80::2]:3260")]
    public async Task A_target_that_is_elsewhere_redirects(string host, string address)
    {
        await using var portal = new TestPortal();
        portal.Directory.MovedTo = new IscsiPortalAddress(host, 3260, 2);
        var (initiator, answer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, []);
        using (initiator)
        {
            Assert.Equal(LoginStatus.TargetMovedTemporarily, answer.Status);
            Assert.Equal(address, answer.Keys["TargetAddress"]); // Without a group tag (clause 13.8).
            await initiator.Wire.ExpectEndAsync();
        }
    }

    [Fact]
    public async Task Two_stages_one_after_the_other()
    {
        await using var portal = new TestPortal();
        var (wire, security) = await SendAsync(
            portal, LoginText.Header(LoginStage.SecurityNegotiation, LoginStage.OperationalNegotiation),
            LoginText.Of(Initiator, Target, "AuthMethod=CHAP,None"));
        using (wire)
        {
            Assert.True(security is { Transit: true, Tsih: 0 });
            Assert.Equal("None", security.Keys["AuthMethod"]);
            Assert.Equal("1", security.Keys["TargetPortalGroupTag"]);

            await wire.SendAsync(Straight, LoginText.Of("HeaderDigest=None", "X-unknown=1", "MaxBurstLength=65536"));
            var operational = LoginAnswer.Of(await wire.ReceiveAsync());
            Assert.True(operational.Transit);
            Assert.NotEqual(0, operational.Tsih);
            Assert.Equal("NotUnderstood", operational.Keys["X-unknown"]);
            Assert.Equal("65536", operational.Keys["MaxBurstLength"]);
            Assert.Equal("1048576", operational.Keys["MaxRecvDataSegmentLength"]);
            Assert.Equal(1u, operational.Pdu.ExpCmdSn); // The login is immediate: its number is the first command's.
        }
    }

    [Fact]
    public async Task Text_over_several_requests()
    {
        await using var portal = new TestPortal();
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        var text = LoginText.Of(Initiator, Target, "MaxBurstLength=65536");
        await wire.SendAsync(LoginText.Header(LoginStage.OperationalNegotiation, null, goesOn: true), text.AsSpan(0, 20));
        var empty = LoginAnswer.Of(await wire.ReceiveAsync());
        Assert.True(empty is { Transit: false, Keys.Count: 0 });
        await wire.SendAsync(Straight, text.AsSpan(20));
        var answer = LoginAnswer.Of(await wire.ReceiveAsync());
        Assert.True(answer.Transit);
        Assert.Equal("65536", answer.Keys["MaxBurstLength"]);
    }

    [Fact]
    public async Task Endless_text_is_cut_off()
    {
        await using var portal = new TestPortal();
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        var status = LoginStatus.Success;
        var count = 0;
        while (status.IsSuccess && count++ < 20)
        {
            await wire.SendAsync(LoginText.Header(LoginStage.OperationalNegotiation, null, goesOn: true), new byte[8192]);
            status = LoginAnswer.Of(await wire.ReceiveAsync()).Status;
        }
        Assert.Equal(LoginStatus.InitiatorError, status);
        Assert.Equal(9, count); // The ninth segment of 8 KiB passes 64 KiB.
        await wire.ExpectEndAsync();
    }

    [Fact]
    public async Task A_data_segment_longer_than_the_default_is_refused()
    {
        await using var portal = new TestPortal();
        var header = Straight;
        _ = new BasicHeader(header) { DataSizeBytes = 8193 };
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        await wire.SendRawAsync(header);
        Assert.Equal(LoginStatus.InitiatorError, LoginAnswer.Of(await wire.ReceiveAsync()).Status);
        await wire.ExpectEndAsync();
    }

    [Theory]
    [InlineData(Opcode.ScsiCommand)]
    [InlineData(Opcode.TextRequest)]
    [InlineData(Opcode.NopOut)]
    [InlineData(Opcode.LoginResponse)]
    public async Task Anything_but_a_login_ends_the_connection(Opcode opcode)
    {
        await using var portal = new TestPortal();
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        var header = new byte[BasicHeader.SizeBytes];
        BasicHeader.Start(header, opcode);
        await wire.SendAsync(header);
        await wire.ExpectEndAsync();
    }

    [Fact]
    public async Task A_slow_login_times_out()
    {
        await using var portal = new TestPortal(new IscsiPortalOptions { LoginTimeout = TimeSpan.FromSeconds(15) });
        var (wire, _) = await SendAsync(
            portal, LoginText.Header(LoginStage.SecurityNegotiation, null), LoginText.Of(Initiator, Target));
        portal.Time.Advance(TimeSpan.FromSeconds(14));
        await wire.SendRawAsync(new byte[] { 0x43 });
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        await wire.ExpectEndAsync();
        wire.Dispose();
    }

    [Fact]
    public async Task The_session_limit_is_kept()
    {
        await using var portal = new TestPortal(new IscsiPortalOptions { SessionCountMax = 1 });
        using var first = await TestInitiator.LoginAsync(portal);
        var (second, answer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 2);
        second.Dispose();
        Assert.Equal(LoginStatus.OutOfResources, answer.Status);
    }

    [Fact]
    public async Task The_memory_of_the_portal_is_kept()
    {
        var options = new IscsiPortalOptions { SessionWriteMemoryBytes = 8 << 20, PortalWriteMemoryBytes = 12 << 20 };
        await using var portal = new TestPortal(options);
        using var first = await TestInitiator.LoginAsync(portal);
        var (second, secondAnswer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 2);
        var (third, thirdAnswer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 3);
        Assert.Equal(LoginStatus.Success, secondAnswer.Status); // With the four mebibytes that are left.
        Assert.Equal(LoginStatus.OutOfResources, thirdAnswer.Status);
        var closed = portal.NextClosed();
        second.Dispose();
        third.Dispose();
        await closed;
    }

    [Fact]
    public async Task The_login_limit_is_kept()
    {
        await using var portal = new TestPortal(new IscsiPortalOptions { LoginCountMax = 1 });
        var (first, _) = await SendAsync(portal, LoginText.Header(LoginStage.SecurityNegotiation, null), LoginText.Of(Initiator, Target));
        using var second = await PduConnection.OpenAsync(portal.EndPoint);
        await second.ExpectEndAsync();
        await first.SendAsync(
            LoginText.Header(LoginStage.SecurityNegotiation, LoginStage.FullFeaturePhase), LoginText.Of("AuthMethod=None"));
        Assert.True(LoginAnswer.Of(await first.ReceiveAsync()).Transit);
        using var third = await TestInitiator.LoginAsync(portal); // The first is through, so there is room.
        first.Dispose();
    }

    [Fact]
    public async Task A_new_login_of_the_same_port_replaces_the_session()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal);
        var closed = portal.NextClosed();
        using var second = await TestInitiator.LoginAsync(portal);
        Assert.Contains("new login", (await closed).ClosedBecause, StringComparison.Ordinal);
        await first.Wire.ExpectEndAsync();
        Assert.Equal(second.Tsih, Assert.Single(portal.Portal.Sessions).Tsih);
        Assert.Equal(ScsiStatus.Good, (await second.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task Another_isid_is_another_session()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal);
        var (second, answer) = await TestInitiator.TryLoginAsync(portal, portal.TargetName, [], isid: 2);
        using (second)
        {
            Assert.Equal(LoginStatus.Success, answer.Status);
            Assert.Equal(2, portal.Portal.Sessions.Count);
            Assert.Equal(ScsiStatus.Good, (await first.NoDataAsync(Cdb.TestUnitReady)).Status);
        }
    }

    [Fact]
    public async Task A_connection_lost_during_the_login_leaves_no_nexus()
    {
        await using var portal = new TestPortal();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        portal.Target.LoginGate = gate.Task;
        var closed = portal.NextClosed();
        using (var wire = await PduConnection.OpenAsync(portal.EndPoint))
        {
            await wire.SendAsync(Straight, LoginText.Of(Initiator, Target));
        }
        gate.SetResult();
        await closed;
        Assert.Empty(portal.Target.Nexuses);
    }
}
