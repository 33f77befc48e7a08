using System.Collections.Concurrent;
using VioActors.Scsi;
using VioActors.Scsi.DeviceServer;
using VioActors.Scsi.Luns;
using VioActors.Scsi.Transport;

namespace VioActors.Iscsi.Tests.Doubles;

/// <summary>
/// A nexus that runs every task in the thread that submits it, against the disks of its target port: at once, or, as a server adapter does,
/// when a receiver's thread holds nothing.
/// </summary>
internal sealed class DiskNexus(DiskTargetPort port, InitiatorPort initiator, INexusSink sink) : ITargetNexus
{
    private readonly ConcurrentDictionary<uint, LiveTask> _live = new();
    private readonly Dictionary<int, NexusState> _states = port.Disks.Keys.ToDictionary(
        static lun => lun,
        lun => port.Attach(lun, new NexusIdentity(initiator.Name, initiator.Qualifier, 1)));

    private int _closed;

    public int QueueDepthMax => port.QueueDepthMax;

    public INexusSink Sink => sink;

    public string? ClosedBecause { get; private set; }

    public void Submit(ScsiTask task)
    {
        port.Take(task);
        var live = new LiveTask(this, task);
        _live[task.Tag] = live;
        if (!ReceiverTurn.TryPost(live))
        {
            Start(live);
        }
    }

    private void Start(LiveTask live)
    {
        ValueTask<ScsiResponse> run;
        try
        {
            run = ExecuteAsync(live.Task, live.Cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            End(live, null);
            return;
        }
        if (run.IsCompletedSuccessfully)
        {
            End(live, run.Result);
        }
        else
        {
            _ = AwaitAsync(live, run);
        }
    }

    public async ValueTask<TaskManagementResponse> ManageAsync(
        TaskManagementFunction function, ulong lunField, uint referencedTag, CancellationToken cancellation)
    {
        var aborted = function == TaskManagementFunction.AbortTask
            ? _live.Values.Where(t => t.Task.Tag == referencedTag).ToList()
            : _live.Values.Where(t => t.Task.LunField == lunField || function >= TaskManagementFunction.TargetWarmReset).ToList();
        if (function == TaskManagementFunction.ClearAca)
        {
            return TaskManagementResponse.FunctionNotSupported;
        }
        foreach (var task in aborted)
        {
            task.Abort();
        }
        await Task.WhenAll(aborted.Select(static t => t.Ended)).WaitAsync(cancellation);
        if (function >= TaskManagementFunction.LogicalUnitReset)
        {
            await port.ResetAsync(lunField, cancellation);
        }
        return function == TaskManagementFunction.AbortTask && aborted.Count == 0
            ? TaskManagementResponse.TaskDoesNotExist
            : TaskManagementResponse.FunctionComplete;
    }

    public void Close(string reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            ClosedBecause = reason;
            foreach (var task in _live.Values)
            {
                task.Abort();
            }
            port.Closed(this, _states);

            // As a server adapter does, whoever closed it.
            sink.NexusLost(reason);
        }
    }

    private ValueTask<ScsiResponse> ExecuteAsync(ScsiTask task, CancellationToken cancellation)
    {
        if (port.Hook is { } hook && hook(task) is { } answer)
        {
            return answer;
        }
        return LunAddress.TryDecode(task.LunField, out var lun) && port.Disks.TryGetValue(lun, out var disk)
            ? disk.ExecuteAsync(task, _states[lun], cancellation)
            : new ValueTask<ScsiResponse>(UnmappedLun.Execute(task.Cdb.Span, port.Luns));
    }

    private async Task AwaitAsync(LiveTask live, ValueTask<ScsiResponse> run)
    {
        ScsiResponse? response = null;
        try
        {
            response = await run.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Aborted, or the nexus is lost: no answer.
        }
        End(live, response);
    }

    private void End(LiveTask live, ScsiResponse? response)
    {
        _live.TryRemove(KeyValuePair.Create(live.Task.Tag, live));
        live.End(response);
    }

    private sealed class LiveTask(DiskNexus nexus, ScsiTask task) : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _state;

        public ScsiTask Task => task;

        public CancellationTokenSource Cancellation { get; } = new();

        public Task Ended => _ended.Task;

        void IThreadPoolWorkItem.Execute() => nexus.Start(this);

        public void Abort()
        {
            if (Interlocked.CompareExchange(ref _state, 1, 0) == 0)
            {
                Cancellation.Cancel();
            }
        }

        public void End(ScsiResponse? response)
        {
            if (response is { } answer && Interlocked.CompareExchange(ref _state, 2, 0) == 0)
            {
                task.Complete(answer);
            }
            else
            {
                response?.DataIn?.Dispose();
                task.Abandon();
            }
            _ended.TrySetResult();
        }
    }
}
