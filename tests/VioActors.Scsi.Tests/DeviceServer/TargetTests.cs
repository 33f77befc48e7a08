using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.ModePages;
using VioActors.Scsi.Reservations;
using VioActors.Scsi.Tests.Doubles;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tests.DeviceServer;

/// <summary>Task set and device server together: task management while commands run, and what it leaves behind.</summary>
[Trait("Req", "IO-1")]
public sealed class TargetTests
{
    private readonly MemoryBackend _backend = new();
    private readonly LocalTarget _target;
    private uint _tag;

    public TargetTests()
    {
        _target = new LocalTarget(aborter => new LogicalUnitPorts
        {
            Identity = Disk.Identity,
            Port = new TargetPortIdentity("iqn.2025-01.org.example:disk", 1, 7),
            Backend = _backend,
            PortGroups = FixedTargetPortGroups.Single(7, 1),
            Modes = new LocalModeParameters(new ModeParameters()),
            Locks = new BlockRangeLocks(),
            Reservations = new LocalReservations(),
            Aborter = aborter,
        });
    }

    [Fact]
    public async Task An_aborted_task_never_answers_and_the_abort_waits_for_it()
    {
        var nexus = await Login("a");
        _backend.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = Submit(nexus, "28 00 00 00 00 00 00 00 01 00");
        Assert.Equal(TaskManagementResponse.TaskDoesNotExist, await Manage(nexus, TaskManagementFunction.AbortTask, 999));
        Assert.Equal(TaskManagementResponse.FunctionComplete, await Manage(nexus, TaskManagementFunction.AbortTask, read.Tag));
        Assert.Equal("abandoned", await read.Ended);
        _backend.Gate = null;
        Assert.Equal("Good", await Submit(nexus, "28 00 00 00 00 00 00 00 01 00").Ended);
    }

    [Fact]
    public async Task An_ordered_task_waits_and_goes_when_what_is_older_is_aborted()
    {
        var nexus = await Login("a");
        var gate = _backend.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = Submit(nexus, "28 00 00 00 00 00 00 00 01 00");
        var ordered = Submit(nexus, "00 00 00 00 00 00", attribute: TaskAttribute.Ordered);
        Assert.False(ordered.Ended.IsCompleted);
        await Manage(nexus, TaskManagementFunction.AbortTask, read.Tag);
        Assert.Equal("Good", await ordered.Ended);
        gate.SetResult();
    }

    [Fact]
    public async Task A_unit_reset_ends_the_tasks_of_all_and_tells_all()
    {
        var (first, second) = (await Login("a"), await Login("b"));
        _backend.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (one, two) = (Submit(first, "28 00 00 00 00 00 00 00 01 00"), Submit(second, "28 00 00 00 00 00 00 00 01 00"));
        Assert.Equal(TaskManagementResponse.FunctionComplete, await Manage(first, TaskManagementFunction.LogicalUnitReset, 0));
        Assert.Equal(("abandoned", "abandoned"), (await one.Ended, await two.Ended));
        Assert.Equal("06/29/03", await Submit(first, "00 00 00 00 00 00").Ended);
        Assert.Equal("06/29/03", await Submit(second, "00 00 00 00 00 00").Ended);
    }

    [Fact]
    public async Task Clearing_the_task_set_tells_the_others()
    {
        var (first, second) = (await Login("a"), await Login("b"));
        Assert.Equal(TaskManagementResponse.FunctionComplete, await Manage(first, TaskManagementFunction.ClearTaskSet, 0));
        Assert.Equal("Good", await Submit(first, "00 00 00 00 00 00").Ended);
        Assert.Equal("06/2F/00", await Submit(second, "00 00 00 00 00 00").Ended);
    }

    [Fact]
    public async Task A_lost_nexus_loses_its_tasks_and_its_reserve()
    {
        var (first, second) = (await Login("a"), await Login("b"));
        Assert.Equal("Good", await Submit(first, "16 00 00 00 00 00").Ended);
        Assert.Equal("ReservationConflict", await Submit(second, "16 00 00 00 00 00").Ended);
        _backend.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = Submit(first, "28 00 00 00 00 00 00 00 01 00");
        first.Close("test");
        Assert.Equal("abandoned", await read.Ended);
        await _target.Closing;
        _backend.Gate.SetResult();
        Assert.Equal("Good", await Submit(second, "16 00 00 00 00 00").Ended);
    }

    [Fact]
    [Trait("Req", "IO-2")]
    public async Task Preempt_and_abort_ends_the_tasks_of_the_victim()
    {
        var (first, second) = (await Login("a"), await Login("b"));
        Assert.Equal("Good", await Submit(first, "5F 00 00 00 00 00 00 00 18 00", Keys(0, 1)).Ended);
        Assert.Equal("Good", await Submit(second, "5F 00 00 00 00 00 00 00 18 00", Keys(0, 2)).Ended);
        _backend.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = Submit(second, "2A 00 00 00 00 00 00 00 01 00", new byte[512]);
        Assert.Equal("Good", await Submit(first, "5F 05 01 00 00 00 00 00 18 00", Keys(1, 2)).Ended);
        Assert.Equal("abandoned", await write.Ended);
        Assert.Equal("06/2A/05", await Submit(second, "00 00 00 00 00 00").Ended);
    }

    [Fact]
    public async Task Overlapped_tags_end_every_task_of_the_nexus()
    {
        var nexus = await Login("a");
        _backend.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = Submit(nexus, "28 00 00 00 00 00 00 00 01 00");
        Assert.Equal("0B/4E/00", await Submit(nexus, "00 00 00 00 00 00", tag: read.Tag).Ended);
        Assert.Equal("abandoned", await read.Ended);
    }

    [Theory]
    [InlineData(0x0001_0000_0000_0000, "05/25/00")]
    [InlineData(0x4000_0000_0000_0000, "Good")]
    [InlineData(0x8000_0000_0000_0000, "05/25/00")]
    public async Task Lun_addressing(ulong lun, string expected)
    {
        var nexus = await Login("a");
        Assert.Equal(expected, await Submit(nexus, "00 00 00 00 00 00", lun: lun).Ended);
    }

    private async Task<ITargetNexus> Login(string name)
    {
        var login = await _target.LoginAsync(new InitiatorPort(name, 1, "test"), new Sink(), CancellationToken.None);
        Assert.Equal("06/29/00", await Submit(login.Nexus!, "00 00 00 00 00 00").Ended);
        return login.Nexus!;
    }

    private static byte[] Keys(ulong key, ulong actionKey) => Hex.Bytes($"{key:X16}{actionKey:X16}0000000000000000");

    private static Task<TaskManagementResponse> Manage(ITargetNexus nexus, TaskManagementFunction function, uint tag) =>
        nexus.ManageAsync(function, 0, tag, CancellationToken.None).AsTask();

    private WatchedTask Submit(
        ITargetNexus nexus, string cdb, byte[]? dataOut = null, TaskAttribute attribute = TaskAttribute.Simple,
        ulong lun = 0, uint? tag = null)
    {
        var task = new WatchedTask(dataOut ?? [])
        {
            LunField = lun,
            Tag = tag ?? ++_tag,
            Attribute = attribute,
            Cdb = Hex.Bytes(cdb),
            DataOutSizeBytes = dataOut?.Length ?? 0,
            DataInSizeBytes = 4096,
        };
        nexus.Submit(task);
        return task;
    }

    private sealed class Sink : INexusSink
    {
        public void NexusLost(string reason)
        {
        }
    }

    /// <summary>A task that can be waited for; a second end throws.</summary>
    private sealed class WatchedTask(byte[] dataOut) : ScsiTask
    {
        private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Ended => _ended.Task;

        public override ValueTask<TransferBuffer> ReceiveDataOutAsync(int sizeBytes, CancellationToken cancellation) =>
            ValueTask.FromResult(TransferBuffer.CopyOf(dataOut.AsSpan(0, sizeBytes)));

        public override void Complete(ScsiResponse response) => _ended.SetResult(Reply.Of(response).Outcome);

        public override void Abandon() => _ended.SetResult("abandoned");
    }
}
