using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>Logout, loss and shutdown: the nexus is closed each time, and the initiator is told where the standard has a way.</summary>
public class SessionEndTests
{
    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(1, 0, 0, true)]
    [InlineData(1, 9, 1, false)]
    [InlineData(2, 0, 2, false)]
    public async Task Logout(byte reason, ushort cid, byte response, bool ends)
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var closed = portal.NextClosed();
        var header = initiator.Request(Opcode.LogoutRequest, initiator.NextTag());
        _ = new LogoutRequestPdu(header) { Reason = reason, ConnectionId = cid };
        await initiator.Wire.SendAsync(header);
        var answer = (await initiator.Wire.ReceiveAsync()).Expect(Opcode.LogoutResponse);
        Assert.Equal(response, new LogoutResponsePdu(answer.Header).Response);
        if (ends)
        {
            Assert.Equal("logout", (await closed).ClosedBecause);
            await initiator.Wire.ExpectEndAsync();
        }
        else
        {
            Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
        }
    }

    [Fact]
    public async Task A_lost_connection_closes_the_nexus_and_abandons_its_tasks()
    {
        await using var portal = new TestPortal();
        var initiator = await TestInitiator.LoginAsync(portal);
        var closed = portal.NextClosed();
        await initiator.Wire.SendAsync(initiator.Command(initiator.NextTag(), Cdb.Write10(0, 1), 512, write: true));
        Demand.Of(await initiator.Wire.ReceiveAsync());
        initiator.Dispose();
        Assert.Contains("closed by the initiator", (await closed).ClosedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nexus_ended_by_the_target_is_announced()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        Assert.Single(portal.Target.Nexuses).Sink.NexusLost("adapter removed");
        var all = await initiator.Wire.ReceiveToEndAsync();
        var message = Assert.Single(all).Expect(Opcode.AsyncMessage);
        Assert.Equal(AsyncEvent.SessionDrop, new AsyncMessagePdu(message.Header).Event);
    }

    [Fact]
    public async Task An_initiator_that_does_not_read_can_be_dropped()
    {
        await using var portal = new TestPortal(new IscsiPortalOptions { SendQueueBytesMax = 65536, SocketBufferBytes = 65536 });
        using var initiator = await TestInitiator.LoginAsync(portal);
        var closed = portal.NextClosed();
        for (var i = 0; i < 100; i++)
        {
            // Far more than the sockets hold: the receive loop waits for room in the end.
            var header = initiator.Command(initiator.NextTag(), Cdb.Read10(0, 1024), 1024 * 512, read: true);
            await initiator.Wire.SendAsync(header);
        }
        Assert.Single(portal.Target.Nexuses).Sink.NexusLost("adapter removed");
        await portal.AdvanceUntilAsync(() => closed.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.Equal("adapter removed", (await closed).ClosedBecause);
    }

    [Fact]
    public async Task An_initiator_that_stops_reading_is_dropped()
    {
        await using var portal = new TestPortal(new IscsiPortalOptions { SocketBufferBytes = 65536 });
        using var initiator = await TestInitiator.LoginAsync(portal);
        var closed = portal.NextClosed();
        for (var i = 0; i < 100; i++)
        {
            // Far more than the sockets hold: the receive loop waits for room, and a NOP-In cannot get through either.
            await initiator.Wire.SendAsync(initiator.Command(initiator.NextTag(), Cdb.Read10(0, 1024), 1024 * 512, read: true));
        }
        await portal.AdvanceUntilAsync(() => closed.IsCompleted && portal.Portal.Sessions.Count == 0, TimeSpan.FromSeconds(5));
        Assert.Contains("NOP-In", (await closed).ClosedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_asks_for_logouts_and_waits_for_them()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var stopped = portal.Portal.StopAsync();
        var message = (await initiator.Wire.ReceiveAsync()).Expect(Opcode.AsyncMessage);
        var view = new AsyncMessagePdu(message.Header);
        Assert.True(view is { Event: AsyncEvent.LogoutRequest, Parameter3: 5, InitiatorTaskTag: BasicHeader.NoTag });
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status); // Still served.
        Assert.False(stopped.IsCompleted);
        await initiator.Wire.SendAsync(initiator.Request(Opcode.LogoutRequest, initiator.NextTag(), immediate: true));
        (await initiator.Wire.ReceiveAsync()).Expect(Opcode.LogoutResponse);
        await initiator.Wire.ExpectEndAsync();
        initiator.Dispose(); // Both directions are closed now; the portal would give it a second.
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(portal.Portal.Sessions);
    }

    [Fact]
    public async Task Stopping_drops_those_who_stay()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        using var stranger = await PduConnection.OpenAsync(portal.EndPoint);
        var closed = portal.NextClosed();
        var stopped = portal.Portal.StopAsync();
        (await initiator.Wire.ReceiveAsync()).Expect(Opcode.AsyncMessage);
        portal.Time.Advance(TimeSpan.FromSeconds(5));
        var drop = (await initiator.Wire.ReceiveAsync()).Expect(Opcode.AsyncMessage);
        Assert.Equal(AsyncEvent.SessionDrop, new AsyncMessagePdu(drop.Header).Event);
        await initiator.Wire.ExpectEndAsync();
        Assert.Equal("the portal stops", (await closed).ClosedBecause);
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));
        await stranger.ExpectEndAsync();
    }

    [Fact]
    public async Task A_silent_initiator_is_asked_and_dropped()
    {
        await using var portal = new TestPortal(
            new IscsiPortalOptions { NopInterval = TimeSpan.FromSeconds(10), NopTimeout = TimeSpan.FromSeconds(5) });
        using var initiator = await TestInitiator.LoginAsync(portal);
        await initiator.NoDataAsync(Cdb.TestUnitReady);
        portal.Time.Advance(TimeSpan.FromSeconds(10)); // Heard of since the start.
        portal.Time.Advance(TimeSpan.FromSeconds(10));
        var ping = (await initiator.Wire.ReceiveAsync()).Expect(Opcode.NopIn);
        var view = new NopInPdu(ping.Header);
        Assert.Equal(BasicHeader.NoTag, view.InitiatorTaskTag);
        Assert.NotEqual(BasicHeader.NoTag, view.TargetTransferTag);

        var closed = portal.NextClosed();
        portal.Time.Advance(TimeSpan.FromSeconds(5));
        await initiator.Wire.ExpectEndAsync();
        Assert.Contains("NOP-In", (await closed).ClosedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_keeps_the_session()
    {
        await using var portal = new TestPortal(
            new IscsiPortalOptions { NopInterval = TimeSpan.FromSeconds(10), NopTimeout = TimeSpan.FromSeconds(5) });
        using var initiator = await TestInitiator.LoginAsync(portal);
        await initiator.NoDataAsync(Cdb.TestUnitReady);
        portal.Time.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 3; i++)
        {
            portal.Time.Advance(TimeSpan.FromSeconds(10));
            var ping = (await initiator.Wire.ReceiveAsync()).Expect(Opcode.NopIn);
            var answer = initiator.Request(Opcode.NopOut, BasicHeader.NoTag, immediate: true);
            _ = new NopOutPdu(answer) { TargetTransferTag = new NopInPdu(ping.Header).TargetTransferTag };
            await initiator.Wire.SendAsync(answer);
            await initiator.PingAsync([]); // The answer has arrived when this is echoed.
            portal.Time.Advance(TimeSpan.FromSeconds(5));
        }
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task The_port_is_free_after_the_stop_and_a_repeat_is_safe()
    {
        await using var portal = new TestPortal();
        var endPoint = portal.EndPoint;
        await portal.Portal.StopAsync();
        await portal.Portal.StopAsync();
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => PduConnection.OpenAsync(endPoint));
    }
}
