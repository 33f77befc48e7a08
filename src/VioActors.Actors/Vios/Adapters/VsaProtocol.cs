using Akka.Actor;
using Akka.Event;
using VioActors.Scsi;
using VioActors.Scsi.Sense;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// A task on its way through a VSA: the message that submits it and, once it ran, the message that ends it. Owned by the VSA but for
/// the time in which
/// the device server executes it. Used again for another command when it was answered (<see cref="NexusLife"/> keeps it meanwhile).
/// </summary>
internal sealed class VsaTask : INoSerializationVerificationNeeded, IThreadPoolWorkItem
{
    private int _ended;

    public ScsiTask Task { get; private set; } = null!;

    /// <summary>The disk that it runs on; null until it is routed.</summary>
    public VsaDisk? Disk { get; set; }

    /// <summary>Cancels its execution; null before it is enabled.</summary>
    public CancellationTokenSource? Cancellation { get; set; }

    /// <summary>Whether its execution has ended; the response is null when it was cancelled.</summary>
    public bool HasEnded { get; set; }

    public ScsiResponse? Response { get; set; }

    /// <summary>Who is told of its end; null before it is enabled.</summary>
    public IActorRef? Vsa { get; set; }

    public ILoggingAdapter? Log { get; set; }

    public void Begin(ScsiTask task)
    {
        (Task, Disk, Cancellation, HasEnded, Response) = (task, null, null, false, null);
        Volatile.Write(ref _ended, 0);
    }

    /// <summary>Has it executed and tells the VSA.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            var execution = Disk!.Disk.Server.ExecuteAsync(Task, Disk.Nexus, Cancellation!.Token);
            if (!execution.IsCompletedSuccessfully)
            {
                _ = TellEndAsync(execution);
                return;
            }

            Response = execution.Result;
        }
        catch (OperationCanceledException)
        {
            Response = null;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Response = Failed(cause);
        }

        TellEnd();
    }

    /// <summary>Tells the VSA when its execution has ended.</summary>
    public async Task TellEndAsync(ValueTask<ScsiResponse> execution)
    {
        try
        {
            Response = await execution.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Response = null;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Response = Failed(cause);
        }

        TellEnd();
    }

    /// <summary>Answers, unless the task was given up already.</summary>
    public void Complete(ScsiResponse response)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            Task.Complete(response);
        else
            response.DataIn?.Dispose();
    }

    /// <summary>Gives the task up, unless it was answered or given up already.</summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            Task.Abandon();
    }

    private void TellEnd()
    {
        HasEnded = true;
        Vsa!.Tell(this, ActorRefs.NoSender);
    }

    /// <summary>A broken invariant of the device server: the initiator is told, and the cause is in its sense data and our log.</summary>
    private ScsiResponse Failed(Exception cause)
    {
        Log!.Error(cause, "A command {0:X2} of {1} failed.", Task.Cdb.Span[0], Disk!.Nexus.Identity);
        return new(ScsiStatus.CheckCondition, new SenseData(SenseCodes.InternalTargetFailure).Encode(descriptor: false), null, 0);
    }
}

/// <summary>
/// Whether a VSA takes tasks still, and its spare tasks: shared by it, its adapter, and what its transport holds. Thread-safe.
/// </summary>
internal sealed class NexusLife
{
    private const int SpareCountMax = 256;
    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _sync = new();
    private readonly Stack<VsaTask> _spare = [];
    private volatile bool _hasEnded;
    private volatile bool _isClosing;

    public bool HasEnded => _hasEnded;

    /// <summary>Its transport has let go of it: it comes to its end.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Completes after its end, when the units hold nothing for it any more or could not be asked for long.</summary>
    public Task Detached => _detached.Task;

    public void BeginClosing() => _isClosing = true;

    public void End() => _hasEnded = true;

    public async Task DetachAsync(IEnumerable<VsaDisk> disks)
    {
        await Task.WhenAll([.. disks.Select(disk => disk.DetachAsync())]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _detached.TrySetResult();
    }

    /// <summary>A command in a steady stream of them allocates nothing here.</summary>
    public VsaTask Take(ScsiTask task)
    {
        VsaTask? spare;
        lock (_sync)
            _spare.TryPop(out spare);
        spare ??= new VsaTask();
        spare.Begin(task);
        return spare;
    }

    /// <summary>
    /// A task that was answered. Whoever submitted it may still give it up, but only when the nexus has ended: then it is given up whatever
    /// it stands for by then.
    /// </summary>
    public void PutBack(VsaTask answered)
    {
        lock (_sync)
        {
            if (_spare.Count < SpareCountMax)
                _spare.Push(answered);
        }
    }
}

/// <summary>Task management for a nexus. Answered with <see cref="TaskManaged"/> when the function has taken effect.</summary>
internal sealed record ManageTasks(TaskManagementFunction Function, ulong LunField, uint ReferencedTag);

/// <summary>Answer to <see cref="ManageTasks"/>.</summary>
internal sealed record TaskManaged(TaskManagementResponse Response);

/// <summary>A logical unit or target was reset through another nexus of the adapter: abort your tasks. Answered with
/// <see cref="TaskManaged"/>.</summary>
/// <param name="Lun">The unit; null: all of them.</param>
internal sealed record AbortForReset(int? Lun);

/// <summary>Sent by a VSA to its adapter: every other nexus must abort its tasks, then the units are reset. Answered with
/// <see cref="TaskManaged"/>.</summary>
internal sealed record ResetUnits(int? Lun);
