namespace VioActors.Iscsi.Session;

/// <summary>Live tasks of a session by InitiatorTaskTag. Thread-safe.</summary>
internal sealed class TaskTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, IscsiTask> _tasks = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tasks.Count;
            }
        }
    }

    /// <summary>False when the tag is in use.</summary>
    public bool TryAdd(IscsiTask task)
    {
        lock (_gate)
        {
            return _tasks.TryAdd(task.Tag, task);
        }
    }

    public bool Contains(uint tag)
    {
        lock (_gate)
        {
            return _tasks.ContainsKey(tag);
        }
    }

    public IscsiTask? Find(uint tag)
    {
        lock (_gate)
        {
            return _tasks.GetValueOrDefault(tag);
        }
    }

    public void Remove(IscsiTask task)
    {
        lock (_gate)
        {
            if (_tasks.TryGetValue(task.Tag, out var found) && ReferenceEquals(found, task))
            {
                _tasks.Remove(task.Tag);
            }
        }
    }

    public IscsiTask[] All()
    {
        lock (_gate)
        {
            return [.. _tasks.Values];
        }
    }
}
