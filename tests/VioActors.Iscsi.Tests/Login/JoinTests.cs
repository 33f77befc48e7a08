using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;

namespace VioActors.Iscsi.Tests.Login;

/// <summary>Logins which add a connection to a session, or put one in the place of another (RFC 7143 clauses 6.3.1 and 6.3.4).</summary>
[Trait("Req", "IO-3")]
public class JoinTests
{
    private const string Two = "MaxConnections=2";

    [Fact]
    public async Task A_connection_joins_the_session_with_digests_of_its_own()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal, Two, "MaxBurstLength=65536");
        Assert.Equal("2", first.Keys["MaxConnections"]);
        await first.NoDataAsync(Cdb.TestUnitReady);

        using var second = await TestInitiator.JoinAsync(
            portal, first, 7, "HeaderDigest=CRC32C", "DataDigest=CRC32C", "MaxBurstLength=4096");
        Assert.Equal("CRC32C", second.Keys["HeaderDigest"]);
        Assert.Equal("Reject", second.Keys["MaxBurstLength"]); // What the session has stays.
        Assert.Equal("1", second.Keys["TargetPortalGroupTag"]);

        var session = Assert.Single(portal.Portal.Sessions);
        Assert.Equal((first.Tsih, 65536), (session.Tsih, session.Parameters.MaxBurstLength));
        Assert.Equal([0, 7], session.Connections.Select(static c => (int)c.ConnectionId));
        Assert.Single(portal.Target.Nexuses);

        var data = Session.ReadWriteTests.Pattern(8192, 1);
        Assert.Equal(ScsiStatus.Good, (await second.WriteAsync(Cdb.Write10(8, 16), data)).Status);
        Assert.Equal(data, (await first.ReadAsync(Cdb.Read10(8, 16), 8192)).Data);
        Assert.Equal(3, session.Counters.Commands);
    }

    [Fact]
    public async Task The_window_of_the_session_is_told_to_who_joins()
    {
        await using var portal = new TestPortal(queueDepth: 4);
        using var first = await TestInitiator.LoginAsync(portal, Two);
        await first.NoDataAsync(Cdb.TestUnitReady);
        await first.NoDataAsync(Cdb.TestUnitReady);
        var (second, answer) = await TestInitiator.TryJoinAsync(portal, first, 1);
        second.Dispose();
        Assert.Equal((3u, 6u), (answer.Pdu.ExpCmdSn, answer.Pdu.MaxCmdSn));
    }

    [Theory]
    [InlineData(1, "MaxConnections=8", 1)] // The target allows one.
    [InlineData(4, "MaxConnections=1", 1)] // The initiator wants one.
    [InlineData(4, "InitialR2T=Yes", 1)] // Nobody asked for more.
    [InlineData(2, "MaxConnections=8", 2)]
    public async Task There_are_no_more_connections_than_agreed_on(int limit, string offer, int count)
    {
        await using var portal = new TestPortal(
            new IscsiPortalOptions { Negotiation = new NegotiationLimits { MaxConnections = limit } });
        using var first = await TestInitiator.LoginAsync(portal, offer);
        var joined = new List<TestInitiator>();
        for (ushort cid = 1; cid < count; cid++)
        {
            joined.Add(await TestInitiator.JoinAsync(portal, first, cid));
        }
        var (more, answer) = await TestInitiator.TryJoinAsync(portal, first, 100);
        Assert.Equal(LoginStatus.TooManyConnections, answer.Status);
        await more.Wire.ExpectEndAsync();
        more.Dispose();
        Assert.Equal(ScsiStatus.Good, (await first.NoDataAsync(Cdb.TestUnitReady)).Status);
        Assert.Equal(count, Assert.Single(portal.Portal.Sessions).Connections.Count);
        joined.ForEach(static initiator => initiator.Dispose());
    }

    [Fact]
    public async Task Who_is_not_of_the_session_does_not_join_it()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal, Two);
        var unknown = (ushort)(first.Tsih + 1);
        await RefusedAsync(portal, LoginStatus.SessionDoesNotExist, unknown, "InitiatorName=" + TestInitiator.Name);
        await RefusedAsync(portal, LoginStatus.SessionDoesNotExist, first.Tsih, "InitiatorName=iqn.1993-08.org.debian:01:other");
        await RefusedAsync(portal, LoginStatus.SessionDoesNotExist, first.Tsih, "InitiatorName=" + TestInitiator.Name, isid: 2);
        await RefusedAsync(
            portal, LoginStatus.SessionDoesNotExist, first.Tsih, "InitiatorName=" + TestInitiator.Name, type: "Discovery");
        Assert.Equal(ScsiStatus.Good, (await first.NoDataAsync(Cdb.TestUnitReady)).Status);
        Assert.Single(Assert.Single(portal.Portal.Sessions).Connections);
    }

    [Fact]
    public async Task Nobody_joins_a_discovery_session()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.DiscoverAsync(portal, Two);
        Assert.Equal("Irrelevant", first.Keys["MaxConnections"]);
        await RefusedAsync(
            portal, LoginStatus.TooManyConnections, first.Tsih, "InitiatorName=" + TestInitiator.Name, isid: 0x400001370001, "Discovery");
    }

    [Fact]
    public async Task Each_connection_proves_its_initiator()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal, Two);
        portal.Directory.Chap = new ChapRequirement(new ChapCredential("alice", "correct horse battery"));
        var (second, answer) = await TestInitiator.TryJoinAsync(portal, first, 1);
        using (second)
        {
            Assert.Equal(LoginStatus.AuthenticationFailure, answer.Status);
            await second.Wire.ExpectEndAsync();
        }
        var (other, replaced) = await TestInitiator.TryJoinAsync(portal, first, 0); // In the place of the first.
        other.Dispose();
        Assert.Equal(LoginStatus.AuthenticationFailure, replaced.Status);
        Assert.Equal(ScsiStatus.Good, (await first.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task A_session_that_has_ended_is_not_joined()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal, Two);
        Assert.Equal(0, await first.LogOutAsync(reason: 0, cid: 0));
        await first.Wire.ExpectEndAsync();
        var (second, answer) = await TestInitiator.TryJoinAsync(portal, first, 1);
        second.Dispose();
        Assert.Equal(LoginStatus.SessionDoesNotExist, answer.Status);
    }

    [Fact]
    public async Task A_connection_of_the_same_id_takes_the_place_of_the_older_one()
    {
        await using var portal = new TestPortal();
        var first = await TestInitiator.LoginAsync(portal); // One connection: none is added, so this is no matter of their number.
        var tag = first.NextTag();
        await first.Wire.SendAsync(first.Command(tag, Cdb.Write10(0, 1), 512, write: true));
        Demand.Of(await first.Wire.ReceiveAsync());

        using var second = await TestInitiator.JoinAsync(portal, first, 0);
        Assert.Empty(await first.Wire.ReceiveToEndAsync());
        first.Dispose();
        Assert.Equal(0, Assert.Single(portal.Portal.Sessions).LiveTasks); // Ended with their connection, without an answer.
        Assert.Empty(portal.Target.ClosedNexuses);

        var data = Session.ReadWriteTests.Pattern(512, 3);
        Assert.Equal(ScsiStatus.Good, (await second.WriteAsync(Cdb.Write10(0, 1), data)).Status);
        Assert.Equal(data, (await second.ReadAsync(Cdb.Read10(0, 1), 512)).Data);
        Assert.Single(Assert.Single(portal.Portal.Sessions).Connections);
    }

    [Fact]
    public async Task A_login_of_the_same_port_ends_all_connections_of_the_older_session()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal, Two);
        using var second = await TestInitiator.JoinAsync(portal, first, 1);
        var closed = portal.NextClosed();
        using var anew = await TestInitiator.LoginAsync(portal, Two);
        Assert.Contains("new login", (await closed).ClosedBecause, StringComparison.Ordinal);
        await first.Wire.ExpectEndAsync();
        await second.Wire.ExpectEndAsync();
        Assert.Equal(anew.Tsih, Assert.Single(portal.Portal.Sessions).Tsih);
        Assert.Equal(ScsiStatus.Good, (await anew.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task A_connection_lost_during_its_login_does_not_end_the_session()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal, Two);
        using (var wire = await PduConnection.OpenAsync(portal.EndPoint))
        {
            await wire.SendAsync(
                LoginText.Header(LoginStage.SecurityNegotiation, null, tsih: first.Tsih, cid: 1),
                LoginText.Of("InitiatorName=" + TestInitiator.Name, "TargetName=" + portal.TargetName));
            Assert.Equal(LoginStatus.Success, LoginAnswer.Of(await wire.ReceiveAsync()).Status);
        }
        using var second = await TestInitiator.JoinAsync(portal, first, 1);
        Assert.Equal(ScsiStatus.Good, (await first.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    private static async Task RefusedAsync(
        TestPortal portal, LoginStatus status, ushort tsih, string name, ulong isid = 0x400001370001, string type = "Normal")
    {
        using var wire = await PduConnection.OpenAsync(portal.EndPoint);
        await wire.SendAsync(
            LoginText.Header(LoginStage.OperationalNegotiation, LoginStage.FullFeaturePhase, isid, tsih, cid: 5),
            LoginText.Of(name, "SessionType=" + type, "TargetName=" + portal.TargetName));
        var answer = LoginAnswer.Of((await wire.ReceiveAsync()).Expect(Opcode.LoginResponse));
        Assert.Equal(status, answer.Status);
        await wire.ExpectEndAsync();
    }
}
