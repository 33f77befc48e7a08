using Akka.Actor;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// A task on its way through a VSA: the message that submits it and, once it ran, the message that ends it. Owned by the VSA but for
/// the time in which
/// the device server executes it.
/// </summary>
internal sealed class VsaTask(ScsiTask task) : INoSerializationVerificationNeeded
{
    private int _ended;

    public ScsiTask Task { get; } = task;

    /// <summary>The disk that it runs on; null until it is routed.</summary>
    public VsaDisk? Disk { get; set; }

    /// <summary>Cancels its execution; null before it is enabled.</summary>
    public CancellationTokenSource? Cancellation { get; set; }

    /// <summary>Whether its execution has ended; the response is null when it was cancelled.</summary>
    public bool HasEnded { get; set; }

    public ScsiResponse? Response { get; set; }

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
}

/// <summary>Whether a VSA takes tasks still: shared by it and what its transport holds. Thread-safe.</summary>
internal sealed class NexusLife
{
    private volatile bool _hasEnded;

    public bool HasEnded => _hasEnded;

    public void End() => _hasEnded = true;
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
