using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>A session with more than one connection: order, allegiance, task management and its ends (RFC 7143 clause 4.2).</summary>
[Trait("Req", "IO-3")]
public class SeveralConnectionsTests
{
    [Fact]
    public async Task Commands_are_delivered_in_order_whichever_connection_they_come_by()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var order = new List<uint>();
        portal.Target.Submitted += task => order.Add(task.Tag);
        var headers = Enumerable.Range(1, 6).Select(i => first.Command((uint)i, Cdb.TestUnitReady, 0)).ToList();
        foreach (var index in new[] { 5, 3, 1 })
        {
            await second.Wire.SendAsync(headers[index]);
        }
        await second.PingAsync([]);
        Assert.Empty(order);
        foreach (var index in new[] { 4, 2, 0 })
        {
            await first.Wire.SendAsync(headers[index]);
        }
        for (uint tag = 1; tag <= 6; tag += 2)
        {
            Assert.Equal(ScsiStatus.Good, (await first.FinishAsync(tag, [], [])).Status);
            Assert.Equal(ScsiStatus.Good, (await second.FinishAsync(tag + 1, [], [])).Status);
        }
        Assert.Equal([1u, 2u, 3u, 4u, 5u, 6u], order);
    }

    [Fact]
    public async Task Each_connection_numbers_its_own_answers()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var one = await first.NoDataAsync(Cdb.TestUnitReady);
        var other = await second.NoDataAsync(Cdb.TestUnitReady);
        var next = await first.NoDataAsync(Cdb.TestUnitReady);
        Assert.Equal(one.Pdus[0].StatSn + 1, next.Pdus[0].StatSn);
        Assert.Equal(one.Pdus[0].StatSn, other.Pdus[0].StatSn);
        Assert.Equal(one.Pdus[0].ExpCmdSn + 1, other.Pdus[0].ExpCmdSn); // One order of commands.
    }

    [Fact]
    public async Task Data_of_a_command_comes_by_its_connection()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var tag = first.NextTag();
        await first.Wire.SendAsync(first.Command(tag, Cdb.Write10(0, 1), 512, write: true));
        var demand = Demand.Of(await first.Wire.ReceiveAsync());
        await second.Wire.SendAsync(TestInitiator.DataOut(tag, demand.Tag, 0, 0, final: true), new byte[512]);
        Assert.Equal(RejectReason.ProtocolError, (await second.Wire.ReceiveAsync()).RejectReason);

        var data = ReadWriteTests.Pattern(512, 5);
        await first.Wire.SendAsync(TestInitiator.DataOut(tag, demand.Tag, 0, 0, final: true), data);
        Assert.Equal(ScsiStatus.Good, (await first.FinishAsync(tag, [], [])).Status);
        Assert.Equal(data, portal.Disk.Bytes[..512].ToArray());
    }

    [Fact]
    public async Task A_tag_is_unique_in_the_session()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var tag = first.NextTag();
        await first.Wire.SendAsync(first.Command(tag, Cdb.Write10(0, 1), 512, write: true));
        var demand = Demand.Of(await first.Wire.ReceiveAsync());
        await second.Wire.SendAsync(second.Command(tag, Cdb.TestUnitReady, 0));
        Assert.Equal(RejectReason.TaskInProgress, (await second.Wire.ReceiveAsync()).RejectReason);
        await first.Wire.SendAsync(TestInitiator.DataOut(tag, demand.Tag, 0, 0, final: true), new byte[512]);
        Assert.Equal(ScsiStatus.Good, (await first.FinishAsync(tag, [], [])).Status);
        Assert.Equal(ScsiStatus.Good, (await second.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task The_answer_to_a_reset_does_not_overtake_those_of_other_connections()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var tag = first.NextTag();
        await first.Wire.SendAsync(first.Command(tag, Cdb.Write10(0, 1), 512, write: true));
        Demand.Of(await first.Wire.ReceiveAsync());

        await second.SendManagementAsync(TaskManagementFunction.LogicalUnitReset);
        var fence = (await first.Wire.ReceiveAsync()).Expect(Opcode.NopIn);
        await second.PingAsync([]); // Its echo is the next PDU: the response waits for the first connection.
        await first.AnswerPingAsync(fence);
        var response = (await second.Wire.ReceiveAsync()).Expect(Opcode.TaskManagementResponse);
        Assert.Equal(TaskManagementResponse.FunctionComplete, new TaskManagementResponsePdu(response.Header).Response);
        await second.AnswerPingAsync((await second.Wire.ReceiveAsync()).Expect(Opcode.NopIn));
        Assert.Equal(0, Assert.Single(portal.Portal.Sessions).LiveTasks);

        // The aborted write gets no answer; the unit attention that tells of it is fenced, too.
        var told = first.NextTag();
        await first.Wire.SendAsync(first.Command(told, Cdb.TestUnitReady, 0));
        await second.AnswerPingAsync((await second.Wire.ReceiveAsync()).Expect(Opcode.NopIn));
        Assert.Equal(0x29, (await first.FinishAsync(told, [], [])).Sense[12]);
    }

    [Fact]
    public async Task Answers_of_other_connections_do_not_overtake_that_to_a_reset()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (_, first, second) = session;
        await second.SendManagementAsync(TaskManagementFunction.AbortTaskSet);
        await first.AnswerPingAsync((await first.Wire.ReceiveAsync()).Expect(Opcode.NopIn));
        (await second.Wire.ReceiveAsync()).Expect(Opcode.TaskManagementResponse);
        var acknowledgement = (await second.Wire.ReceiveAsync()).Expect(Opcode.NopIn);

        var tag = first.NextTag();
        await first.Wire.SendAsync(first.Command(tag, Cdb.TestUnitReady, 0));
        await first.PingAsync([]); // Its echo comes, the answer does not: the initiator may not have taken the other one yet.

        await second.AnswerPingAsync(acknowledgement);
        Assert.Equal(ScsiStatus.Good, (await first.FinishAsync(tag, [], [])).Status);
        Assert.Equal(ScsiStatus.Good, (await second.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task An_immediate_reset_waits_for_commands_that_are_under_way_elsewhere()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var late = first.Command(first.NextTag(), Cdb.Write10(0, 1), 512, write: true);
        await second.SendManagementAsync(TaskManagementFunction.AbortTaskSet);
        await second.PingAsync([]); // Received, and not carried out.
        await first.Wire.SendAsync(late);
        for (; ; )
        {
            var pdu = await first.Wire.ReceiveAsync();
            if (pdu.Opcode == Opcode.NopIn)
            {
                await first.AnswerPingAsync(pdu);
                break;
            }
            Demand.Of(pdu); // It may have asked for the data before it was aborted.
        }
        (await second.Wire.ReceiveAsync()).Expect(Opcode.TaskManagementResponse);
        await second.AnswerPingAsync((await second.Wire.ReceiveAsync()).Expect(Opcode.NopIn));
        Assert.Equal(0, Assert.Single(portal.Portal.Sessions).LiveTasks);
        Assert.Equal(ScsiStatus.Good, (await first.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task A_task_can_be_aborted_by_another_connection()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var tag = first.NextTag();
        await first.Wire.SendAsync(first.Command(tag, Cdb.Write10(0, 1), 512, write: true));
        Demand.Of(await first.Wire.ReceiveAsync());
        await second.SendManagementAsync(TaskManagementFunction.AbortTask, tag);
        await first.AnswerPingAsync(await first.Wire.ReceiveAsync());
        var response = (await second.Wire.ReceiveAsync()).Expect(Opcode.TaskManagementResponse);
        Assert.Equal(TaskManagementResponse.FunctionComplete, new TaskManagementResponsePdu(response.Header).Response);
        Assert.Equal(ScsiStatus.Good, (await first.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Theory]
    [InlineData(true)] // By itself.
    [InlineData(false)] // By the other connection.
    public async Task One_connection_logs_out_and_the_session_goes_on(bool byItself)
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        await second.Wire.SendAsync(second.Command(second.NextTag(), Cdb.Write10(0, 1), 512, write: true));
        Demand.Of(await second.Wire.ReceiveAsync());

        Assert.Equal(0, await (byItself ? second : first).LogOutAsync(reason: 1, cid: 1));
        Assert.Empty(await second.Wire.ReceiveToEndAsync()); // No answer for its task, which has ended,
        Assert.Equal(0, Assert.Single(portal.Portal.Sessions).LiveTasks);
        Assert.Empty(portal.Target.ClosedNexuses); // and the nexus stays.
        Assert.Equal(ScsiStatus.Good, (await first.NoDataAsync(Cdb.TestUnitReady)).Status);
        Assert.Single(Assert.Single(portal.Portal.Sessions).Connections);

        using var third = await TestInitiator.JoinAsync(portal, first, 2); // There is room again.
        Assert.Equal(ScsiStatus.Good, (await third.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task The_last_connection_to_log_out_ends_the_session()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var closed = portal.NextClosed();
        Assert.Equal(1, await second.LogOutAsync(reason: 1, cid: 9)); // There is none,
        Assert.Equal(2, await second.LogOutAsync(reason: 2, cid: 0)); // and no recovery of connections.
        Assert.Equal(0, await first.LogOutAsync(reason: 1, cid: 0));
        Assert.Equal(0, await second.LogOutAsync(reason: 1, cid: 1));
        Assert.Equal("logout", (await closed).ClosedBecause);
        await second.Wire.ExpectEndAsync();
    }

    [Fact]
    public async Task A_logout_of_the_session_ends_all_connections()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal, "MaxConnections=3");
        using var second = await TestInitiator.JoinAsync(portal, first, 1);
        using var third = await TestInitiator.JoinAsync(portal, first, 2);
        var closed = portal.NextClosed();
        Assert.Equal(0, await second.LogOutAsync(reason: 0, cid: 1));
        Assert.Equal("logout", (await closed).ClosedBecause);
        await first.Wire.ExpectEndAsync();
        await second.Wire.ExpectEndAsync();
        await third.Wire.ExpectEndAsync();
    }

    [Fact]
    public async Task A_logout_that_another_connection_delivers_ends_its_own()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var before = first.Command(first.NextTag(), Cdb.TestUnitReady, 0);
        var logout = second.Request(Opcode.LogoutRequest, second.NextTag());
        _ = new LogoutRequestPdu(logout) { Reason = 1, ConnectionId = 1 };
        await second.Wire.SendAsync(logout);
        await second.PingAsync([]); // It waits for the number before.
        await first.Wire.SendAsync(before);
        (await second.Wire.ReceiveAsync()).Expect(Opcode.LogoutResponse);
        await second.Wire.ExpectEndAsync();
        (await first.Wire.ReceiveAsync()).Expect(Opcode.ScsiResponse);
        Assert.Equal(ScsiStatus.Good, (await first.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Fact]
    public async Task A_lost_connection_takes_the_session_with_it()
    {
        await using var portal = new TestPortal();
        using var first = await TestInitiator.LoginAsync(portal, "MaxConnections=2");
        var second = await TestInitiator.JoinAsync(portal, first, 1);
        var closed = portal.NextClosed();
        second.Dispose();
        Assert.Contains("closed by the initiator", (await closed).ClosedBecause, StringComparison.Ordinal);
        var message = Assert.Single(await first.Wire.ReceiveToEndAsync()).Expect(Opcode.AsyncMessage);
        Assert.Equal(AsyncEvent.SessionDrop, new AsyncMessagePdu(message.Header).Event);
    }

    [Fact]
    public async Task What_a_connection_held_back_may_be_sent_by_another()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        var missing = first.Command(1, Cdb.TestUnitReady, 0);
        var early = first.Command(2, Cdb.TestUnitReady, 0);
        await second.Wire.SendAsync(early);
        await second.PingAsync([]);
        Assert.Equal(0, await first.LogOutAsync(reason: 1, cid: 1, immediate: true));
        await first.Wire.SendAsync(early);
        await first.Wire.SendAsync(missing);
        Assert.Equal(1u, (await first.Wire.ReceiveAsync()).Expect(Opcode.ScsiResponse).Tag);
        Assert.Equal(2u, (await first.Wire.ReceiveAsync()).Expect(Opcode.ScsiResponse).Tag);
    }

    [Fact]
    public async Task A_nexus_ended_by_the_target_is_announced_on_every_connection()
    {
        await using var session = await TwoConnections.OpenAsync();
        var (portal, first, second) = session;
        Assert.Single(portal.Target.Nexuses).Sink.NexusLost("adapter removed");
        foreach (var initiator in new[] { first, second })
        {
            var message = Assert.Single(await initiator.Wire.ReceiveToEndAsync()).Expect(Opcode.AsyncMessage);
            Assert.Equal(AsyncEvent.SessionDrop, new AsyncMessagePdu(message.Header).Event);
        }
    }
}
