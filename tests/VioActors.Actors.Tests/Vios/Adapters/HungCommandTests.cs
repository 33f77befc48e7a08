using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using VioActors.Actors.Tests.Fixtures;
using VioActors.Actors.Vios.Adapters;
using VioActors.Actors.Vios.LogicalUnits.Unit;
using VioActors.Scenarios.Tests.Initiators;
using VioActors.Scsi;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Luns;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>A volume that hangs in the kernel holds the thread that called it, and neither its server adapter nor a receiver.</summary>
[Trait("Req", "RED-2")]
public sealed class HungCommandTests : Akka.TestKit.Xunit2.TestKit
{
    private const int Depth = 16;
    private readonly NexusLife _life = new();
    private readonly HangingDisk _hanging = new();
    private readonly HangingDisk _other = new();
    private readonly VsaNexus _nexus;
    private uint _tag;

    public HungCommandTests()
        : base(ConfigurationFactory.ParseString(NexusDispatcherConfigurator.Configuration).WithFallback(TestConfigurations.Actors))
    {
        _other.LetGo();
        var (life, disks) = (_life, new DiskSet([new ServedDisk(1, _hanging), new ServedDisk(2, _other)]));
        var initiator = new InitiatorPort("iqn.2026-11.test:initiator", 0, "test");
        var vsa = Sys.ActorOf(NexusDispatcher.On(
            Props.Create(() => new VsaActor(initiator, new DeafSink(), life, disks, 1, Depth)), Sys));
        _nexus = new VsaNexus(vsa, _life, Depth);
    }

    [Fact]
    public async Task On_a_receivers_thread_it_is_executed_when_that_holds_nothing()
    {
        await AttendAsync();
        var work = new ConcurrentQueue<IThreadPoolWorkItem>();
        var (hung, served) = OnOwnThread(() =>
        {
            ReceiverTurn.Own(work);
            return (Read(1), Read(2));
        });
        Assert.Equal(2, work.Count);
        Assert.False(hung.HasEnded || served.HasEnded);

        // What the receiver's first thread does not come back from, and its successor.
        var hangs = Start(() => Execute(work));
        await _hanging.Hangs;
        await Start(() => Execute(work));
        Assert.Equal(ScsiStatus.Good, (await served.Ended).Status);
        Assert.Equal(ScsiStatus.Good, (await Submitted(2).Ended).Status);
        Assert.False(hung.HasEnded);

        await EndAsPathLostAsync(hung);
        await hangs;
    }

    [Fact]
    public async Task On_another_thread_it_holds_no_command_behind_it()
    {
        await AttendAsync();
        var hung = new TaskCompletionSource<TestTask>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hangs = Start(() =>
        {
            var task = TaskOf(1);
            hung.SetResult(task);
            _nexus.Submit(task);
        });
        await _hanging.Hangs;
        for (var count = 0; count < Depth; count++)
            Assert.Equal(ScsiStatus.Good, (await Submitted(2).Ended).Status);

        var abort = _nexus.ManageAsync(
            TaskManagementFunction.AbortTask, LunAddress.Encode(2), _tag + 1, CancellationToken.None);
        Assert.Equal(TaskManagementResponse.TaskDoesNotExist, await abort);
        await EndAsPathLostAsync(await hung.Task);
        await hangs;
    }

    [Fact]
    public async Task Aborted_it_ends_when_the_system_lets_go_of_it_and_not_before()
    {
        await AttendAsync();
        var hung = TaskOf(1);
        var hangs = Start(() => _nexus.Submit(hung));
        await _hanging.Hangs;
        var abort = _nexus.ManageAsync(TaskManagementFunction.AbortTask, hung.LunField, hung.Tag, CancellationToken.None).AsTask();
        Assert.Equal(ScsiStatus.Good, (await Submitted(2).Ended).Status);
        Assert.False(abort.IsCompleted || hung.HasEnded);

        _hanging.LetGo();
        Assert.Equal(TaskManagementResponse.FunctionComplete, await abort);
        Assert.True((await hung.Ended).Abandoned);
        await hangs;
        Assert.Equal((1, 1), (hung.EndCount, _hanging.CallCount));
    }

    /// <summary>The watcher has given the volume up, and the system lets go of the call.</summary>
    private async Task EndAsPathLostAsync(TestTask hung)
    {
        _hanging.Path.TakeDown(0, "It does not answer.");
        Assert.False(hung.HasEnded);
        Assert.Equal(0, _hanging.ReturnCount);
        _hanging.LetGo();
        Assert.Equal(new TestSense(0x02, 0x04, 0x0C), (await hung.Ended).Sense);
        Assert.Equal((1, 1, 1), (hung.EndCount, _hanging.CallCount, _hanging.ReturnCount));
    }

    private async Task AttendAsync()
    {
        foreach (var lun in new[] { 1, 2 })
        {
            var task = TaskOf(lun, TestInitiator.TestUnitReady, 0);
            _nexus.Submit(task);
            await task.Ended; // The unit attention of a new nexus.
        }
    }

    private TestTask Submitted(int lun)
    {
        var task = TaskOf(lun);
        _nexus.Submit(task);
        return task;
    }

    private TestTask Read(int lun) => Submitted(lun);

    private TestTask TaskOf(int lun) => TaskOf(lun, TestInitiator.Transfer(0x88, 0, 512), 512);

    private TestTask TaskOf(int lun, byte[] cdb, int dataInSizeBytes) => new(default)
    {
        LunField = LunAddress.Encode(lun),
        Tag = Interlocked.Increment(ref _tag),
        Attribute = TaskAttribute.Simple,
        Cdb = cdb,
        DataOutSizeBytes = 0,
        DataInSizeBytes = dataInSizeBytes,
    };

    private static void Execute(ConcurrentQueue<IThreadPoolWorkItem> work)
    {
        if (work.TryDequeue(out var next))
            next.Execute();
    }

    private static Task Start(Action action) => Task.Factory.StartNew(
        action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static T OnOwnThread<T>(Func<T> function)
    {
        T result = default!;
        var thread = new Thread(() => result = function());
        thread.Start();
        thread.Join();
        return result;
    }

    private sealed class DeafSink : INexusSink
    {
        public void NexusLost(string reason)
        {
        }
    }

    private sealed class ServedDisk(int lun, HangingDisk disk) : IServedDisk
    {
        public int Lun => lun;

        public bool IsGone => false;

        public DiskDeviceServer Server { get; } = new(new LogicalUnitPorts
        {
            Identity = new LogicalUnitIdentity(LogicalUnitIdentity.LocallyAssigned((ulong)lun), $"DISK-{lun}"),
            Port = new TargetPortIdentity("iqn.2026-11.test:disk", 1, 1),
            Backend = disk,
            PortGroups = FixedTargetPortGroups.Single(1, 1),
            Modes = new LocalModeParameters(new ModeParameters()),
        });

        public void Add(IUnitTasks tasks)
        {
        }

        public void Remove(IUnitTasks tasks)
        {
        }
    }
}
