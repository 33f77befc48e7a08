using VioActors.Scsi.Transport;

namespace VioActors.Scsi.Tasks;

/// <summary>
/// The task set of one logical unit for all its nexuses (SAM-5 clause 8). It decides which tasks are enabled; the owner runs them.
/// Pure and not thread-safe: one actor owns it. Every method that may enable tasks adds them, in order, to the list it is given.
/// </summary>
/// <typeparam name="TTask">What the owner keeps for a task.</typeparam>
public sealed class TaskSet<TTask>(TaskSetLimits limits)
{
    private readonly Dictionary<TaskKey, TaskEntry<TTask>> _byKey = [];
    private readonly Dictionary<long, int> _countByNexus = [];

    /// <summary>Entries that left the set: a command in a steady stream of them allocates none.</summary>
    private readonly Stack<TaskEntry<TTask>> _spare = [];

    private TaskEntry<TTask>? _oldest;
    private TaskEntry<TTask>? _newest;
    private int _headOfQueueCount;
    private int _orderedCount;
    private int _dormantCount;

    /// <summary>Tasks in the set: dormant, enabled, and aborted ones that have not ended yet.</summary>
    public int Count => _byKey.Count;

    public int DormantCount => _dormantCount;

    /// <summary>Takes a task in; the untagged attribute 0 counts as simple (RFC 7143 clause 11.3.1).</summary>
    public TaskAdmission Add(TaskKey key, TaskAttribute attribute, TTask task, ICollection<TTask> enabled)
    {
        if (attribute is not (0 or TaskAttribute.Simple or TaskAttribute.Ordered or TaskAttribute.HeadOfQueue))
        {
            return TaskAdmission.InvalidAttribute;
        }

        if (_byKey.ContainsKey(key))
        {
            return TaskAdmission.Overlapped;
        }

        var ofNexus = _countByNexus.GetValueOrDefault(key.NexusNumber);
        if (_byKey.Count >= limits.TasksMax || ofNexus >= limits.TasksPerNexusMax)
        {
            return TaskAdmission.TaskSetFull;
        }

        var entry = _spare.TryPop(out var spare) ? spare : new TaskEntry<TTask>();
        entry.Begin(key, attribute, task);
        _countByNexus[key.NexusNumber] = ofNexus + 1;
        Append(entry);
        if (CanEnable(entry, hasOlder: entry.Older is not null, hasOlderOrdered: OrderedOthers(entry) > 0))
        {
            Enable(entry, enabled);
        }

        return TaskAdmission.Admitted;
    }

    /// <summary>An enabled task has ended, by its response or because it was cancelled.</summary>
    /// <exception cref="InvalidOperationException">The set holds no enabled task of that name.</exception>
    public TaskEnd<TTask> End(TaskKey key, ICollection<TTask> enabled)
    {
        if (!_byKey.TryGetValue(key, out var entry) || !entry.IsEnabled)
        {
            throw new InvalidOperationException($"Task {key} is not enabled in this task set, so it cannot end.");
        }

        var found = entry.Aborts;
        Remove(entry);
        EnableWaiting(enabled);
        if (found is not { } aborts)
        {
            return new TaskEnd<TTask>(true, []);
        }

        return new TaskEnd<TTask>(false, aborts.FindAll(abort => abort.EndOne()));
    }

    /// <summary>ABORT TASK (SAM-5 clause 7.2). Null: there is no such task.</summary>
    public TaskAbort<TTask>? AbortTask(TaskKey key, ICollection<TTask> enabled)
    {
        if (!_byKey.TryGetValue(key, out var entry))
        {
            return null;
        }

        var abort = new TaskAbort<TTask>();
        Abort(entry, abort);
        EnableWaiting(enabled);
        return abort;
    }

    /// <summary>ABORT TASK SET (SAM-5 clause 7.3), the loss of a nexus, and overlapped commands: every task of one nexus.</summary>
    public TaskAbort<TTask> AbortNexus(long nexusNumber, ICollection<TTask> enabled) =>
        AbortWhere(entry => entry.Key.NexusNumber == nexusNumber, enabled);

    /// <summary>PREEMPT AND ABORT (SPC-4 clause 5.13.11.2.6): every task of some nexuses but the one that asks.</summary>
    public TaskAbort<TTask> AbortNexuses(IReadOnlySet<long> nexusNumbers, TaskKey except, ICollection<TTask> enabled) =>
        AbortWhere(entry => nexusNumbers.Contains(entry.Key.NexusNumber) && entry.Key != except, enabled);

    /// <summary>CLEAR TASK SET (SAM-5 clause 7.5) and resets: every task of every nexus.</summary>
    public TaskAbort<TTask> AbortAll(ICollection<TTask> enabled) => AbortWhere(_ => true, enabled);

    /// <summary>Nexuses other than the given one with tasks in the set: they get 2F/00 when it clears the task set.</summary>
    public IReadOnlyCollection<long> OtherNexuses(long nexusNumber) => [.. _countByNexus.Keys.Where(number => number != nexusNumber)];

    private TaskAbort<TTask> AbortWhere(Func<TaskEntry<TTask>, bool> isMeant, ICollection<TTask> enabled)
    {
        var abort = new TaskAbort<TTask>();
        for (var entry = _oldest; entry is not null;)
        {
            var next = entry.Newer;
            if (isMeant(entry))
            {
                Abort(entry, abort);
            }

            entry = next;
        }

        EnableWaiting(enabled);
        return abort;
    }

    private void Abort(TaskEntry<TTask> entry, TaskAbort<TTask> abort)
    {
        if (!entry.IsEnabled)
        {
            abort.AddDormant(entry.Task);
            Remove(entry);
            return;
        }

        abort.AddRunning(entry.Task, entry.Aborts is null);
        (entry.Aborts ??= []).Add(abort);
    }

    /// <summary>
    /// SAM-5 clauses 8.6.2 to 8.6.4: a head of queue task is enabled at once; nothing else while one is in the set; an ordered task after
    /// everything
    /// older; a simple task after every older ordered one.
    /// </summary>
    private bool CanEnable(TaskEntry<TTask> entry, bool hasOlder, bool hasOlderOrdered) => entry.Attribute switch
    {
        TaskAttribute.HeadOfQueue => true,
        TaskAttribute.Ordered => _headOfQueueCount == 0 && !hasOlder,
        _ => _headOfQueueCount == 0 && !hasOlderOrdered,
    };

    private int OrderedOthers(TaskEntry<TTask> entry) => _orderedCount - (entry.Attribute == TaskAttribute.Ordered ? 1 : 0);

    private void EnableWaiting(ICollection<TTask> enabled)
    {
        if (_dormantCount == 0 || _headOfQueueCount > 0)
        {
            return;
        }

        var hasOlderOrdered = false;
        for (var entry = _oldest; entry is not null && !hasOlderOrdered; entry = entry.Newer)
        {
            if (!entry.IsEnabled && CanEnable(entry, entry.Older is not null, hasOlderOrdered))
            {
                Enable(entry, enabled);
            }

            hasOlderOrdered = entry.Attribute == TaskAttribute.Ordered;
        }
    }

    private void Enable(TaskEntry<TTask> entry, ICollection<TTask> enabled)
    {
        _dormantCount--;
        entry.IsEnabled = true;
        enabled.Add(entry.Task);
    }

    private void Append(TaskEntry<TTask> entry)
    {
        _byKey.Add(entry.Key, entry);
        entry.Older = _newest;
        if (_newest is null)
        {
            _oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        _dormantCount++;
        CountAttribute(entry, 1);
    }

    private void Remove(TaskEntry<TTask> entry)
    {
        _byKey.Remove(entry.Key);
        if (entry.Older is null)
        {
            _oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        _dormantCount -= entry.IsEnabled ? 0 : 1;
        CountAttribute(entry, -1);
        var left = _countByNexus[entry.Key.NexusNumber] - 1;
        if (left == 0)
        {
            _countByNexus.Remove(entry.Key.NexusNumber);
        }
        else
        {
            _countByNexus[entry.Key.NexusNumber] = left;
        }

        // What walks the list has its next entry already.
        entry.Clear();
        _spare.Push(entry);
    }

    private void CountAttribute(TaskEntry<TTask> entry, int change)
    {
        _headOfQueueCount += entry.Attribute == TaskAttribute.HeadOfQueue ? change : 0;
        _orderedCount += entry.Attribute == TaskAttribute.Ordered ? change : 0;
    }
}
