using Akka.Actor;
using Akka.Event;
using VioActors.Scsi;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Tasks;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// Virtual server adapter (RED-1): takes the requests of one I_T nexus, orders them by its task sets, has them executed and answers.
/// One for each nexus, made
/// and supervised by <see cref="VhostActor"/>, or by the storage area network for a port that logged in there.
/// <para>Serving → (closed by either side) → Draining (tasks that run end without an answer) → stopped.</para>
/// Guarantee: each task is answered once or abandoned once. Gap: a command that was executing when this actor failed may have been
/// done without an answer;
/// its transport closes, and the initiator finds out by its own means.
/// </summary>
internal sealed class VsaActor : ReceiveActor
{
    private readonly INexusSink _sink;
    private readonly NexusLife _life;
    private readonly int _queueDepthMax;
    private readonly NexusIdentity _identity;
    private readonly LunList _luns = new();
    private readonly Dictionary<int, VsaDisk> _disks = [];
    private readonly List<VsaTask> _enabled = [];
    private readonly Dictionary<TaskAbort<VsaTask>, Action> _aborts = [];
    private DiskSet _diskSet;
    private readonly HashSet<VsaTask> _running = [];
    private readonly Stack<CancellationTokenSource> _spareCancellations = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private string? _closing;

    public VsaActor(InitiatorPort initiator, INexusSink sink, NexusLife life, DiskSet disks, ushort relativePort, int queueDepthMax)
    {
        _sink = sink;
        _life = life;
        _queueDepthMax = queueDepthMax;
        _diskSet = disks;
        _luns.LunFields = disks.LunFields;
        _identity = new NexusIdentity(initiator.Name, initiator.Qualifier, relativePort);
        Receive<VsaTask>(Take);
        Receive<ManageTasks>(Manage);
        Receive<AbortForReset>(abort => Reset(abort.Lun, Sender));
        Receive<DisksReplaced>(Replace);
        Receive<CloseNexus>(close => Close(close.Reason, tellTransport: true));
    }

    protected override void PostStop()
    {
        _life.End();
        foreach (var disk in _disks.Values)
            Begin(disk.Tasks.AbortAll(_enabled), () => { });
        foreach (var task in _running)
            task.Abandon();
        _sink.NexusLost(_closing ?? "the server adapter stopped");
        _ = _life.DetachAsync(_disks.Values);
    }

    private void Take(VsaTask task)
    {
        if (task.HasEnded)
            End(task);
        else if (_closing is not null)
            task.Abandon();
        else
            Admit(task);
        RunEnabled();
        StopWhenDrained();
    }

    private void Admit(VsaTask task)
    {
        if (!LunAddress.TryDecode(task.Task.LunField, out var lun) || DiskAt(lun) is not { } disk)
        {
            task.Complete(UnmappedLun.Execute(task.Task.Cdb.Span, _luns));
            return;
        }

        task.Disk = disk;
        switch (disk.Tasks.Add(VsaDisk.KeyOf(task.Task), task.Task.Attribute, task, _enabled))
        {
            case TaskAdmission.TaskSetFull:
                task.Complete(ScsiResponse.Of(ScsiStatus.TaskSetFull));
                break;
            case TaskAdmission.Overlapped:
                // SAM-5 clause 5.11: the new command and every command of the nexus end.
                Begin(disk.Tasks.AbortNexus(VsaDisk.NexusNumber, _enabled), () => { });
                task.Complete(CheckCondition(SenseCodes.OverlappedCommands));
                break;
            case TaskAdmission.InvalidAttribute:
                task.Complete(CheckCondition(SenseCodes.InvalidFieldInCdb));
                break;
        }
    }

    private void RunEnabled()
    {
        // A task that ends at once may enable further ones, which are appended while this runs.
        for (var index = 0; index < _enabled.Count; index++)
            Run(_enabled[index]);
        _enabled.Clear();
    }

    private void Run(VsaTask task)
    {
        _running.Add(task);
        task.Cancellation = _spareCancellations.TryPop(out var spare) ? spare : new CancellationTokenSource();
        (task.Vsa, task.Log) = (Self, _log);

        // Where this actor runs on a thread that others wait for, a command that hangs in the system must hold neither.
        if (NexusDispatcher.TryRunLater(task))
            return;
        var execution = task.Disk!.Disk.Server.ExecuteAsync(task.Task, task.Disk.Nexus, task.Cancellation.Token);
        if (execution.IsCompletedSuccessfully)
        {
            task.Response = execution.Result;
            End(task);
        }
        else
        {
            _ = task.TellEndAsync(execution);
        }
    }

    private void End(VsaTask task)
    {
        _running.Remove(task);
        var end = task.Disk!.Tasks.End(VsaDisk.KeyOf(task.Task), _enabled);
        if (task.Cancellation!.TryReset())
            _spareCancellations.Push(task.Cancellation);
        else
            task.Cancellation.Dispose();
        if (end.MayAnswer && task.Response is { } response)
        {
            task.Complete(response);
            _life.PutBack(task);
        }
        else
        {
            task.Response?.DataIn?.Dispose();
            GiveUp(task);
        }

        foreach (var abort in end.CompletedAborts)
        {
            if (_aborts.Remove(abort, out var done))
                done();
        }
    }

    private void Manage(ManageTasks manage)
    {
        var requester = Sender;
        void Answer(TaskManagementResponse response) => requester.Tell(new TaskManaged(response));
        switch (manage.Function)
        {
            case TaskManagementFunction.AbortTask when FindDisk(manage.LunField) is { } disk:
                if (disk.Tasks.AbortTask(new TaskKey(VsaDisk.NexusNumber, manage.ReferencedTag), _enabled) is { } abort)
                    Begin(abort, () => Answer(TaskManagementResponse.FunctionComplete));
                else
                    Answer(TaskManagementResponse.TaskDoesNotExist);
                break;
            case TaskManagementFunction.AbortTaskSet or TaskManagementFunction.ClearTaskSet when FindDisk(manage.LunField) is { } disk:
                Begin(disk.Tasks.AbortAll(_enabled), () => Answer(TaskManagementResponse.FunctionComplete));
                break;
            case TaskManagementFunction.LogicalUnitReset when FindDisk(manage.LunField) is { } disk:
                Context.Parent.Tell(new ResetUnits(disk.Disk.Lun), requester);
                break;
            case TaskManagementFunction.TargetWarmReset or TaskManagementFunction.TargetColdReset:
                Context.Parent.Tell(new ResetUnits(null), requester);
                break;
            case TaskManagementFunction.TaskReassign:
                Answer(TaskManagementResponse.ReassignmentNotSupported);
                break;
            case TaskManagementFunction.ClearAca:
                Answer(TaskManagementResponse.FunctionNotSupported);
                break;
            default:
                Answer(TaskManagementResponse.LunDoesNotExist);
                break;
        }

        RunEnabled();
    }

    private void Reset(int? lun, IActorRef requester)
    {
        var disks = _disks.Values.Where(disk => lun is null || disk.Disk.Lun == lun).ToList();
        var left = disks.Count + 1;
        void EndOne()
        {
            if (--left == 0)
                requester.Tell(new TaskManaged(TaskManagementResponse.FunctionComplete));
        }

        foreach (var disk in disks)
            Begin(disk.Tasks.AbortAll(_enabled), EndOne);
        EndOne();
        RunEnabled();
    }

    private void Begin(TaskAbort<VsaTask> abort, Action done)
    {
        foreach (var dormant in abort.Dormant)
            GiveUp(dormant);
        foreach (var running in abort.Running)
            running.Cancellation!.Cancel();
        if (abort.IsComplete)
            done();
        else
            _aborts.Add(abort, done);
    }

    private static void GiveUp(VsaTask task)
    {
        if (task.Disk?.AnswerOfDeparted is { } answer)
            task.Complete(answer);
        else
            task.Abandon();
    }

    private void Replace(DisksReplaced replaced)
    {
        // Read again and found as it was: only a change is reported (SPC-4 clause 5.11, REPORTED LUNS DATA HAS CHANGED).
        if (replaced.Disks.IsSameAs(_diskSet))
            return;
        _diskSet = replaced.Disks;
        _luns.LunFields = replaced.Disks.LunFields;
        foreach (var (lun, disk) in _disks.ToList())
        {
            if (Equals(_diskSet.Find(lun), disk.Disk))
            {
                disk.Nexus.UnitAttentions.Raise(SenseCodes.ReportedLunsChanged);
                continue;
            }

            // The initiator waits for its commands: it learns that the unit is gone, or sends them again to the one in its place.
            disk.AnswerOfDeparted = _diskSet.Find(lun) is null
                ? CheckCondition(SenseCodes.LogicalUnitNotSupported)
                : ScsiResponse.Of(ScsiStatus.Busy);
            Begin(disk.Tasks.AbortAll(_enabled), () => { });
            Detach(disk);
            _disks.Remove(lun);
        }

        RunEnabled();
    }

    private void Close(string reason, bool tellTransport)
    {
        if (_closing is not null)
            return;
        _closing = reason;
        foreach (var disk in _disks.Values)
            Begin(disk.Tasks.AbortAll(_enabled), () => { });
        RunEnabled();
        StopWhenDrained();
        if (tellTransport)
            _sink.NexusLost(reason);
    }

    private void StopWhenDrained()
    {
        if (_closing is not null && _running.Count == 0 && !_life.HasEnded)
        {
            // Tasks that were told to this actor before are given up before it stops; later ones by their submitter.
            _life.End();
            Self.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        }
    }

    private VsaDisk? FindDisk(ulong lunField) => LunAddress.TryDecode(lunField, out var lun) ? DiskAt(lun) : null;

    private VsaDisk? DiskAt(int lun)
    {
        if (_disks.TryGetValue(lun, out var disk))
            return disk;
        if (_diskSet.Find(lun) is not { } mapped)
            return null;
        return _disks[lun] = new VsaDisk(mapped, _identity, _luns, _queueDepthMax, Self, _life);
    }

    private static void Detach(VsaDisk disk) => _ = disk.DetachAsync();

    private static ScsiResponse CheckCondition(SenseCode code) =>
        new(ScsiStatus.CheckCondition, new SenseData(code).Encode(descriptor: false), null, 0);

    /// <summary>The LUNs that this initiator sees now.</summary>
    private sealed class LunList : ILunInventory
    {
        public IReadOnlyList<ulong> LunFields { get; set; } = [];
    }
}
