namespace VioActors.Scsi.Tasks;

/// <summary>
/// One abort in progress (SAM-5 clause 5.6): which tasks the owner abandons now, which it cancels, and whether any of the latter still
/// runs.
/// Not thread-safe; belongs to its task set.
/// </summary>
public sealed class TaskAbort<TTask>
{
    private readonly List<TTask> _dormant = [];
    private readonly List<TTask> _running = [];
    private int _pendingCount;

    internal TaskAbort()
    {
    }

    /// <summary>Never enabled and already out of the set: abandon them.</summary>
    public IReadOnlyList<TTask> Dormant => _dormant;

    /// <summary>Enabled: cancel them; each leaves the set, without an answer, when the owner reports its end.</summary>
    public IReadOnlyList<TTask> Running => _running;

    /// <summary>No task of this abort can answer any more: the function has taken effect.</summary>
    public bool IsComplete => _pendingCount == 0;

    /// <summary>How many tasks it met, those of an earlier abort included.</summary>
    public int TaskCount { get; private set; }

    internal void AddDormant(TTask task)
    {
        _dormant.Add(task);
        TaskCount++;
    }

    /// <param name="task">An enabled task.</param>
    /// <param name="isFirstAbort">False when an earlier abort has had it cancelled already.</param>
    internal void AddRunning(TTask task, bool isFirstAbort)
    {
        if (isFirstAbort)
        {
            _running.Add(task);
        }

        _pendingCount++;
        TaskCount++;
    }

    /// <summary>True when this was the last one.</summary>
    internal bool EndOne() => --_pendingCount == 0;
}

/// <summary>The end of a task as its owner reports it.</summary>
/// <param name="MayAnswer">False: the task was aborted meanwhile, so its response is dropped and it is abandoned.</param>
/// <param name="CompletedAborts">Aborts that have now taken effect; usually empty.</param>
public readonly record struct TaskEnd<TTask>(bool MayAnswer, IReadOnlyList<TaskAbort<TTask>> CompletedAborts);
