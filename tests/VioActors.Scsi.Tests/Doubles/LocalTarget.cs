using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Tasks;
using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tests.Doubles;

/// <summary>
/// A target with one unit at LUN 0: task set and device server joined under a lock, as their owner joins them by an actor. Thread-safe.
/// </summary>
internal sealed class LocalTarget : ITargetPort, ITaskAborter
{
    private readonly Lock _gate = new();
    private readonly TaskSet<Running> _tasks = new(new TaskSetLimits(1024, 512));
    private readonly Dictionary<TaskAbort<Running>, TaskCompletionSource> _aborts = [];
    private readonly Dictionary<long, LocalNexus> _nexuses = [];
    private long _nexusNumber;

    public LocalTarget(Func<ITaskAborter, LogicalUnitPorts> ports)
    {
        Server = new DiskDeviceServer(ports(this));
    }

    public DiskDeviceServer Server { get; }

    /// <summary>The end of the nexus that was closed last.</summary>
    public Task Closing { get; private set; } = Task.CompletedTask;

    public ILunInventory Luns { get; } = new FixedLunInventory(LunAddress.Encode(0));

    public ValueTask<NexusLogin> LoginAsync(InitiatorPort initiator, INexusSink sink, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var state = new NexusState(new NexusIdentity(initiator.Name, initiator.Qualifier, 1), Luns);
            var nexus = new LocalNexus(this, ++_nexusNumber, state);
            _nexuses.Add(nexus.Number, nexus);
            Server.Attach(state);
            return ValueTask.FromResult(new NexusLogin(nexus, LoginRefusal.None, ""));
        }
    }

    public async ValueTask AbortTasksAsync(
        IReadOnlyCollection<NexusIdentity> nexuses, NexusIdentity exceptNexus, uint exceptTag, CancellationToken cancellation)
    {
        var numbers = NumbersOf(nexuses);
        var except = new TaskKey(NumbersOf([exceptNexus]).FirstOrDefault(), exceptTag);
        await AbortAsync(enabled => _tasks.AbortNexuses(numbers, except, enabled));
    }

    private HashSet<long> NumbersOf(IReadOnlyCollection<NexusIdentity> nexuses)
    {
        lock (_gate)
        {
            return [.. _nexuses.Where(pair => nexuses.Contains(pair.Value.State.Identity)).Select(pair => pair.Key)];
        }
    }

    private void Submit(LocalNexus nexus, ScsiTask task)
    {
        if (!LunAddress.TryDecode(task.LunField, out var lun) || lun != 0)
        {
            task.Complete(UnmappedLun.Execute(task.Cdb.Span, Luns));
            return;
        }

        var enabled = new List<Running>();
        TaskAdmission admission;
        lock (_gate)
        {
            var running = new Running(nexus, task, new CancellationTokenSource());
            admission = _tasks.Add(running.Key, task.Attribute, running, enabled);
        }

        Run(enabled);
        switch (admission)
        {
            case TaskAdmission.TaskSetFull:
                task.Complete(ScsiResponse.Of(ScsiStatus.TaskSetFull));
                break;
            case TaskAdmission.InvalidAttribute:
                task.Complete(Server.Fail(SenseCodes.InvalidFieldInCdb));
                break;
            case TaskAdmission.Overlapped:
                _ = AbortAsync(abortable => _tasks.AbortNexus(nexus.Number, abortable));
                task.Complete(Server.Fail(SenseCodes.OverlappedCommands));
                break;
            case TaskAdmission.Admitted:
                break;
        }
    }

    private void Run(List<Running> enabled)
    {
        foreach (var running in enabled)
        {
            _ = ExecuteAsync(running);
        }
    }

    private async Task ExecuteAsync(Running running)
    {
        ScsiResponse? response = null;
        try
        {
            response = await Server.ExecuteAsync(running.Task, running.Nexus.State, running.Abort.Token);
        }
        catch (OperationCanceledException)
        {
            // Aborted: no response.
        }

        var enabled = new List<Running>();
        TaskEnd<Running> end;
        lock (_gate)
        {
            end = _tasks.End(running.Key, enabled);
        }

        if (end.MayAnswer && response is { } answer)
        {
            running.Task.Complete(answer);
        }
        else
        {
            response?.DataIn?.Dispose();
            running.Task.Abandon();
        }

        foreach (var abort in end.CompletedAborts)
        {
            lock (_gate)
            {
                _aborts.Remove(abort, out var waiter);
                waiter?.SetResult();
            }
        }

        Run(enabled);
    }

    private async Task AbortAsync(Func<List<Running>, TaskAbort<Running>?> start)
    {
        var enabled = new List<Running>();
        TaskAbort<Running>? abort;
        var done = Task.CompletedTask;
        lock (_gate)
        {
            abort = start(enabled);
            if (abort is { IsComplete: false })
            {
                var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _aborts.Add(abort, waiter);
                done = waiter.Task;
            }
        }

        foreach (var dormant in abort?.Dormant ?? [])
        {
            dormant.Task.Abandon();
        }

        foreach (var running in abort?.Running ?? [])
        {
            await running.Abort.CancelAsync();
        }

        Run(enabled);
        await done;
    }

    private async ValueTask<TaskManagementResponse> ManageAsync(LocalNexus nexus, TaskManagementFunction function, uint tag)
    {
        switch (function)
        {
            case TaskManagementFunction.AbortTask:
                var exists = false;
                await AbortAsync(enabled =>
                {
                    var abort = _tasks.AbortTask(new TaskKey(nexus.Number, tag), enabled);
                    exists = abort is not null;
                    return abort;
                });
                return exists ? TaskManagementResponse.FunctionComplete : TaskManagementResponse.TaskDoesNotExist;
            case TaskManagementFunction.AbortTaskSet:
                await AbortAsync(enabled => _tasks.AbortNexus(nexus.Number, enabled));
                return TaskManagementResponse.FunctionComplete;
            case TaskManagementFunction.ClearTaskSet:
                await AbortAsync(_tasks.AbortAll);
                Server.RaiseUnitAttention(SenseCodes.CommandsCleared, nexus.State.Identity);
                return TaskManagementResponse.FunctionComplete;
            case TaskManagementFunction.LogicalUnitReset:
            case TaskManagementFunction.TargetWarmReset:
            case TaskManagementFunction.TargetColdReset:
                await AbortAsync(_tasks.AbortAll);
                await Server.ResetAsync(CancellationToken.None);
                return TaskManagementResponse.FunctionComplete;
            default:
                return TaskManagementResponse.FunctionNotSupported;
        }
    }

    private async Task CloseAsync(LocalNexus nexus)
    {
        lock (_gate)
        {
            if (!_nexuses.Remove(nexus.Number))
            {
                return;
            }
        }

        await AbortAsync(enabled => _tasks.AbortNexus(nexus.Number, enabled));
        await Server.DetachAsync(nexus.State, CancellationToken.None);
    }

    private sealed record Running(LocalNexus Nexus, ScsiTask Task, CancellationTokenSource Abort)
    {
        public TaskKey Key => new(Nexus.Number, Task.Tag);
    }

    private sealed class LocalNexus(LocalTarget target, long number, NexusState state) : ITargetNexus
    {
        public long Number { get; } = number;

        public NexusState State { get; } = state;

        public int QueueDepthMax => 256;

        public void Submit(ScsiTask task) => target.Submit(this, task);

        public ValueTask<TaskManagementResponse> ManageAsync(
            TaskManagementFunction function, ulong lunField, uint referencedTag, CancellationToken cancellation) =>
            target.ManageAsync(this, function, referencedTag);

        public void Close(string reason) => target.Closing = target.CloseAsync(this);
    }
}
