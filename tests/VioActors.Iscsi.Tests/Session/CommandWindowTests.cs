using VioActors.Iscsi.Login;
using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Portal;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>CmdSN order and the command window (RFC 7143 clause 4.2.2.1).</summary>
public class CommandWindowTests
{
    [Fact]
    public async Task The_window_is_the_queue_of_the_target_and_closes_with_every_task()
    {
        await using var portal = new TestPortal(queueDepth: 4);
        using var initiator = await TestInitiator.LoginAsync(portal);
        var open = (await initiator.NoDataAsync(Cdb.TestUnitReady)).Pdus[0];
        Assert.Equal((2u, 5u), (open.ExpCmdSn, open.MaxCmdSn));

        var gate = portal.HoldTasks(0x00);
        var tags = await SendAsync(initiator, 4);
        var full = await initiator.PingAsync([]);
        Assert.Equal((6u, 5u), (full.ExpCmdSn, full.MaxCmdSn));

        gate.SetResult();
        var answers = new List<ReceivedPdu>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await initiator.Wire.ReceiveAsync());
        }
        Assert.Equal(tags.Order(), answers.Select(static a => a.Tag).Order());
        Assert.Equal((6u, 9u), (answers[^1].ExpCmdSn, answers[^1].MaxCmdSn));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public async Task Commands_outside_the_window_are_ignored(int beyondMax)
    {
        await using var portal = new TestPortal(queueDepth: 4);
        using var initiator = await TestInitiator.LoginAsync(portal);
        await initiator.NoDataAsync(Cdb.TestUnitReady);
        var next = initiator.CmdSn;
        initiator.CmdSn = (uint)(beyondMax < 0 ? next - 1 : next + 4 + beyondMax);
        await initiator.Wire.SendAsync(initiator.Command(initiator.NextTag(), Cdb.Write10(0, 1), 512, write: true), new byte[512]);
        initiator.CmdSn = next;
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
        Assert.Equal(1, Assert.Single(portal.Portal.Sessions).Counters.DroppedCommands);
    }

    [Fact]
    public async Task Commands_that_come_too_early_wait_for_their_turn()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var order = new List<uint>();
        portal.Target.Hook = task =>
        {
            order.Add(task.Tag);
            return null;
        };
        var headers = Enumerable.Range(1, 4).Select(i => initiator.Command((uint)i, Cdb.TestUnitReady, 0)).ToList();
        foreach (var index in new[] { 3, 1, 2 })
        {
            await initiator.Wire.SendAsync(headers[index]);
        }
        await initiator.Wire.SendAsync(headers[1]); // The same number once more: ignored.
        await initiator.PingAsync([]);
        Assert.Empty(order);
        await initiator.Wire.SendAsync(headers[0]);
        for (uint tag = 1; tag <= 4; tag++)
        {
            Assert.Equal(ScsiStatus.Good, (await initiator.FinishAsync(tag, [], [])).Status);
        }
        Assert.Equal([1u, 2u, 3u, 4u], order);
    }

    [Fact]
    public async Task An_immediate_command_passes_those_that_wait()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var missing = initiator.Command(1, Cdb.TestUnitReady, 0);
        await initiator.Wire.SendAsync(initiator.Command(2, Cdb.TestUnitReady, 0));
        await initiator.Wire.SendAsync(initiator.Command(3, Cdb.TestUnitReady, 0, immediate: true));
        Assert.Equal(3u, (await initiator.Wire.ReceiveAsync()).Tag);
        await initiator.Wire.SendAsync(missing);
        Assert.Equal(1u, (await initiator.Wire.ReceiveAsync()).Tag);
        Assert.Equal(2u, (await initiator.Wire.ReceiveAsync()).Tag);
    }

    [Fact]
    public async Task Every_kind_of_request_waits_for_its_turn()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var missing = initiator.Command(1, Cdb.TestUnitReady, 0);
        await initiator.Wire.SendAsync(initiator.Request(Opcode.NopOut, 2), [7]);
        var text = initiator.Request(Opcode.TextRequest, 3);
        _ = new TextRequestPdu(text) { TargetTransferTag = BasicHeader.NoTag };
        await initiator.Wire.SendAsync(text, LoginText.Of("SendTargets="));
        var management = initiator.Request(Opcode.TaskManagementRequest, 4);
        management[1] = 0x82;
        await initiator.Wire.SendAsync(management);
        await initiator.Wire.SendAsync(initiator.Request(Opcode.LogoutRequest, 5));
        await initiator.Wire.SendAsync(missing);
        var all = await initiator.Wire.ReceiveToEndAsync();
        Assert.Equal(
            [Opcode.ScsiResponse, Opcode.NopIn, Opcode.TextResponse, Opcode.TaskManagementResponse, Opcode.LogoutResponse],
            all.Select(static p => p.Opcode));
        Assert.Equal(all.Select(static p => p.StatSn), Enumerable.Range(0, 5).Select(i => all[0].StatSn + (uint)i));
    }

    [Fact]
    public async Task The_window_closes_when_the_memory_for_unsolicited_data_is_taken()
    {
        var options = new IscsiPortalOptions
        {
            Negotiation = new NegotiationLimits { MaxBurstLength = 65536, FirstBurstLength = 65536 },
            SessionWriteMemoryBytes = 16 * 65536,
            PortalWriteMemoryBytes = 16 * 65536,
        };
        await using var portal = new TestPortal(options);
        using var initiator = await TestInitiator.LoginAsync(portal, "FirstBurstLength=65536", "MaxBurstLength=65536");
        var open = (await initiator.NoDataAsync(Cdb.TestUnitReady)).Pdus[0];
        Assert.Equal(8u, open.MaxCmdSn - open.ExpCmdSn + 1); // Half of the memory, in first bursts.

        var gate = portal.HoldTasks(0x2A);
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(0, 128), 65536, write: true), new byte[65536]);
        var ping = await initiator.PingAsync([]);
        Assert.Equal(7u, ping.MaxCmdSn - ping.ExpCmdSn + 1);
        gate.SetResult();
        var done = (await initiator.FinishAsync(tag, [], [])).Pdus[0];
        Assert.Equal(8u, done.MaxCmdSn - done.ExpCmdSn + 1);
    }

    private static async Task<List<uint>> SendAsync(TestInitiator initiator, int count)
    {
        var tags = new List<uint>();
        for (var i = 0; i < count; i++)
        {
            tags.Add(initiator.NextTag());
            await initiator.Wire.SendAsync(initiator.Command(tags[^1], Cdb.TestUnitReady, 0));
        }
        return tags;
    }
}
