using VioActors.Actors.Tests.Fixtures;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>Commands and task management through a server adapter, without a transport.</summary>
public sealed class TaskTests : Akka.TestKit.Xunit2.TestKit, IAsyncLifetime
{
    private const int Lun = 1;
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ViosRig _rig = null!;

    public TaskTests()
        : base(TestConfigurations.Actors)
    {
    }

    public async Task InitializeAsync() => _rig = await ViosRig.StartAsync(Sys);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    [Trait("Req", "IO-1")]
    public async Task Commands_GiveTheirResults_AndAnUnmappedLunIsNotThere()
    {
        var client = await _rig.LoginAsync();
        Assert.Equal(ViosRig.QueueDepthMax, client.Nexus.QueueDepthMax);

        // The first command of a nexus learns of the reset; the second is done (SAM-5 clause 5.14).
        var attention = await client.Send(Lun, TestInitiator.TestUnitReady).Ended;
        Assert.Equal((ScsiStatus.CheckCondition, (byte)6, (byte)0x29), (attention.Status, attention.Sense.Key, attention.Sense.Code));
        Assert.Equal(ScsiStatus.Good, (await client.Send(Lun, TestInitiator.TestUnitReady).Ended).Status);
        Assert.Equal(1 << 20, await client.CapacityAsync(Lun));
        var bytes = TestInitiator.Pattern(1, 100 * 512);
        Assert.Equal(ScsiStatus.Good, (await client.WriteAsync(Lun, 512, bytes)).Status);
        Assert.Equal(bytes, await client.ReadAsync(Lun, 512, bytes.Length));
        Assert.All(await client.ReadAsync(Lun, 0, 512), value => Assert.Equal(0, value));
        Assert.Equal(new TestSense(5, 0x21, 0), (await client.TryReadAsync(Lun, 1 << 20, 512)).Sense);
        Assert.Equal(new TestSense(5, 0x20, 0), (await client.DoAsync(Lun, [0xFF, 0, 0, 0, 0, 0])).Sense);

        Assert.Equal(new TestSense(5, 0x25, 0), (await client.TryReadAsync(7, 0, 512)).Sense);
        Assert.Equal([Lun], await client.ReportLunsAsync(7));
    }

    [Fact]
    public async Task AbortTask_EndsARunningCommandWithoutAnAnswer_BeforeItIsConfirmed()
    {
        var client = await ReadyAsync();
        var running = await StartWriteAsync(client);
        Assert.False(running.HasEnded);
        Assert.Equal(TaskManagementResponse.FunctionComplete, await ManageAsync(client, TaskManagementFunction.AbortTask, running.Tag));
        Assert.True(running.HasEnded);
        Assert.True((await running.Ended).Abandoned);
        Assert.Equal(TaskManagementResponse.TaskDoesNotExist, await ManageAsync(client, TaskManagementFunction.AbortTask, running.Tag));
        Assert.Equal(TaskManagementResponse.LunDoesNotExist, await ManageAsync(client, TaskManagementFunction.AbortTask, 1, 9));
        Assert.All(await client.ReadAsync(Lun, 0, 512), value => Assert.Equal(0, value));
        Assert.Equal(1, running.EndCount);
    }

    [Fact]
    public async Task AbortTaskSet_EndsRunningAndDormantCommandsOfTheNexus_AndLeavesTheOthersAlone()
    {
        var client = await ReadyAsync();
        var other = await ReadyAsync(2);
        var running = await StartWriteAsync(client);
        var dormant = client.Send(Lun, TestInitiator.TestUnitReady, attribute: TaskAttribute.Ordered);
        var elsewhere = await StartWriteAsync(other);
        Assert.Equal(TaskManagementResponse.FunctionComplete, await ManageAsync(client, TaskManagementFunction.AbortTaskSet));
        Assert.True(running.HasEnded && dormant.HasEnded);
        Assert.True((await running.Ended).Abandoned);
        Assert.True((await dormant.Ended).Abandoned);
        _gate.SetResult();
        Assert.Equal(ScsiStatus.Good, (await elsewhere.Ended).Status);
    }

    [Fact]
    public async Task AnOrderedCommand_WaitsForEveryOlderOne_AndAHeadOfQueueCommandForNone()
    {
        var client = await ReadyAsync();
        var running = await StartWriteAsync(client);
        var ordered = client.Send(Lun, TestInitiator.Transfer(0x88, 0, 512), dataInSizeBytes: 512, attribute: TaskAttribute.Ordered);
        var head = client.Send(Lun, TestInitiator.TestUnitReady, attribute: TaskAttribute.HeadOfQueue);
        Assert.Equal(ScsiStatus.Good, (await head.Ended).Status);
        Assert.False(ordered.HasEnded);
        _gate.SetResult();
        Assert.Equal(ScsiStatus.Good, (await running.Ended).Status);
        Assert.Equal(TestInitiator.Pattern(9, 512), (await ordered.Ended).DataIn);
    }

    [Fact]
    public async Task ALogicalUnitReset_EndsTheCommandsOfEveryNexus_AndTellsEachOfThem()
    {
        var client = await ReadyAsync();
        var other = await ReadyAsync(2);
        var mine = await StartWriteAsync(client);
        var elsewhere = await StartWriteAsync(other);
        Assert.Equal(TaskManagementResponse.FunctionComplete, await ManageAsync(client, TaskManagementFunction.LogicalUnitReset));
        Assert.True((await mine.Ended).Abandoned);
        Assert.True((await elsewhere.Ended).Abandoned);
        foreach (var nexus in new[] { client, other })
        {
            Assert.Equal(new TestSense(6, 0x29, 3), (await nexus.Send(Lun, TestInitiator.TestUnitReady).Ended).Sense);
            Assert.Equal(ScsiStatus.Good, (await nexus.Send(Lun, TestInitiator.TestUnitReady).Ended).Status);
        }
    }

    [Theory]
    [InlineData(TaskManagementFunction.TaskReassign, TaskManagementResponse.ReassignmentNotSupported)]
    [InlineData(TaskManagementFunction.ClearAca, TaskManagementResponse.FunctionNotSupported)]
    [InlineData(TaskManagementFunction.TargetWarmReset, TaskManagementResponse.FunctionComplete)]
    public async Task OtherFunctions_HaveTheirAnswers(TaskManagementFunction function, TaskManagementResponse expected) =>
        Assert.Equal(expected, await ManageAsync(await ReadyAsync(), function));

    [Fact]
    public async Task MoreCommandsThanTheQueueTakes_AreAnsweredTaskSetFull_AndTheOthersAreDone()
    {
        var client = await ReadyAsync();
        var running = new List<TestTask>();
        for (var count = 0; count < ViosRig.QueueDepthMax; count++)
            running.Add(await StartWriteAsync(client));
        Assert.Equal(ScsiStatus.TaskSetFull, (await client.Send(Lun, TestInitiator.TestUnitReady).Ended).Status);
        _gate.SetResult();
        foreach (var task in running)
            Assert.Equal(ScsiStatus.Good, (await task.Ended).Status);
        Assert.Equal(ScsiStatus.Good, (await client.Send(Lun, TestInitiator.TestUnitReady).Ended).Status);
    }

    [Fact]
    public async Task AnOverlappedTag_EndsBothCommandsAndAllOthersOfTheNexus()
    {
        var client = await ReadyAsync();
        var first = await StartWriteAsync(client);
        var second = await StartWriteAsync(client);
        var overlapped = client.Send(Lun, TestInitiator.TestUnitReady, tag: first.Tag);
        Assert.Equal(new TestSense(0xB, 0x4E, 0), (await overlapped.Ended).Sense);
        Assert.True((await first.Ended).Abandoned);
        Assert.True((await second.Ended).Abandoned);
        Assert.Equal(ScsiStatus.Good, (await client.Send(Lun, TestInitiator.TestUnitReady).Ended).Status);
    }

    protected override void AfterAll()
    {
        _gate.TrySetResult();
        base.AfterAll();
        _rig.Dispose();
    }

    private async Task<TestInitiator> ReadyAsync(ulong qualifier = 0)
    {
        var client = await _rig.LoginAsync(qualifier);
        Assert.Equal(ScsiStatus.Good, (await client.DoAsync(Lun, TestInitiator.TestUnitReady)).Status);
        return client;
    }

    /// <summary>A write that is being executed and waits for its data.</summary>
    private async Task<TestTask> StartWriteAsync(TestInitiator client)
    {
        var task = client.Send(Lun, TestInitiator.Transfer(0x8A, 0, 512), TestInitiator.Pattern(9, 512), gate: _gate.Task);
        await task.DataRequested;
        return task;
    }

    private static async Task<TaskManagementResponse> ManageAsync(
        TestInitiator client, TaskManagementFunction function, uint tag = 0, int lun = Lun) =>
        await client.Nexus.ManageAsync(function, LunAddress.Encode(lun), tag,
            CancellationToken.None).AsTask().WaitAsync(TestLimits.Answer);
}
