using VioActors.Iscsi.Pdu;
using VioActors.Iscsi.Tests.Initiator;
using VioActors.Scsi;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Session;

/// <summary>Task management: no answer of an aborted task after the function's response (RFC 7143 clause 11.6.1).</summary>
public class TaskManagementTests
{
    private const ulong Lun1 = 0x0001_0000_0000_0000;

    [Fact]
    public async Task An_aborted_task_gets_no_answer()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        portal.Target.Hook = static task => task.Cdb.Span[0] == 0x28 ? NeverAsync(task) : null;
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(0, 1), 512, write: true));
        Demand.Of(await initiator.Wire.ReceiveAsync());

        Assert.Equal(TaskManagementResponse.FunctionComplete, await initiator.ManageAsync(TaskManagementFunction.AbortTask, tag));
        await initiator.Wire.SendAsync(TestInitiator.DataOut(tag, 0, 0, 0, final: true), new byte[512]); // Owed for the R2T.
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
        Assert.Equal(0, Assert.Single(portal.Portal.Sessions).LiveTasks);
    }

    [Fact]
    public async Task A_reset_ends_all_tasks_of_the_unit()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        for (var i = 0; i < 3; i++)
        {
            await initiator.Wire.SendAsync(initiator.Command(initiator.NextTag(), Cdb.Write10(0, 1), 512, write: true));
            Demand.Of(await initiator.Wire.ReceiveAsync());
        }
        Assert.Equal(TaskManagementResponse.FunctionComplete, await initiator.ManageAsync(TaskManagementFunction.LogicalUnitReset));
        var after = await initiator.NoDataAsync(Cdb.TestUnitReady);
        Assert.Equal((ScsiStatus.CheckCondition, 0x29), (after.Status, after.Sense[12]));
        Assert.Equal(0, Assert.Single(portal.Portal.Sessions).LiveTasks);
    }

    [Fact]
    public async Task A_task_that_waits_for_its_number_can_be_aborted()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var submitted = new List<uint>();
        portal.Target.Hook = task =>
        {
            submitted.Add(task.Tag);
            return null;
        };
        var missing = initiator.Command(1, Cdb.TestUnitReady, 0);
        await initiator.Wire.SendAsync(initiator.Command(2, Cdb.TestUnitReady, 0));
        await initiator.SendManagementAsync(TaskManagementFunction.AbortTask, 2);
        Assert.Equal(
            TaskManagementResponse.FunctionComplete,
            new TaskManagementResponsePdu((await initiator.Wire.ReceiveAsync()).Expect(Opcode.TaskManagementResponse).Header).Response);
        await initiator.Wire.SendAsync(missing);
        Assert.Equal(1u, (await initiator.Wire.ReceiveAsync()).Tag);
        Assert.Equal(3u, (await initiator.PingAsync([])).ExpCmdSn); // Its number was used all the same,
        Assert.Equal([1u], submitted); // and it never reached the target.
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Aborting_a_command_that_never_came_lets_those_behind_it_go_on(bool immediate)
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        var lost = initiator.CmdSn++;
        await initiator.Wire.SendAsync(initiator.Command(2, Cdb.TestUnitReady, 0));
        await initiator.SendManagementAsync(TaskManagementFunction.AbortTask, referencedTag: 1, refCmdSn: lost, immediate);
        Assert.Equal(2u, (await initiator.Wire.ReceiveAsync()).Expect(Opcode.ScsiResponse).Tag);
        var response = (await initiator.Wire.ReceiveAsync()).Expect(Opcode.TaskManagementResponse);
        Assert.Equal(TaskManagementResponse.FunctionComplete, new TaskManagementResponsePdu(response.Header).Response);
        Assert.Equal(initiator.CmdSn, response.ExpCmdSn);
    }

    [Fact]
    public async Task An_answer_held_back_for_data_is_dropped_with_the_task()
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal, "InitialR2T=No");
        var tag = initiator.NextTag();
        await initiator.Wire.SendAsync(initiator.Command(tag, Cdb.Write10(uint.MaxValue, 8), 4096, write: true, final: false));
        Assert.Equal(TaskManagementResponse.FunctionComplete, await initiator.ManageAsync(TaskManagementFunction.AbortTask, tag));
        await initiator.Wire.SendAsync(TestInitiator.DataOut(tag, BasicHeader.NoTag, 0, 0, final: true), new byte[4096]);
        Assert.Equal(ScsiStatus.Good, (await initiator.NoDataAsync(Cdb.TestUnitReady)).Status);
    }

    [Theory]
    [InlineData(TaskManagementFunction.AbortTask, TaskManagementResponse.TaskDoesNotExist)]
    [InlineData(TaskManagementFunction.ClearAca, TaskManagementResponse.FunctionNotSupported)]
    [InlineData(TaskManagementFunction.TaskReassign, TaskManagementResponse.ReassignmentNotSupported)]
    [InlineData((TaskManagementFunction)0, TaskManagementResponse.FunctionRejected)]
    [InlineData((TaskManagementFunction)99, TaskManagementResponse.FunctionRejected)]
    public async Task Functions_that_do_nothing(TaskManagementFunction function, TaskManagementResponse response)
    {
        await using var portal = new TestPortal();
        using var initiator = await TestInitiator.LoginAsync(portal);
        Assert.Equal(response, await initiator.ManageAsync(function, 4711));
    }

    private static async ValueTask<ScsiResponse> NeverAsync(ScsiTask task)
    {
        Assert.Equal(Lun1, task.LunField);
        using var data = await task.ReceiveDataOutAsync(512, CancellationToken.None);
        return ScsiResponse.Good();
    }
}
