namespace VioActors.Iscsi.Portal.Wires;

/// <summary>
/// Looks at the threads of a portal's connections at intervals, as long as there are any, and has those replaced that hang: in work that
/// began before the last look. Thread-safe.
/// </summary>
internal sealed class ThreadWatch(TimeProvider time, TimeSpan interval)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ConnectionThread> _threads = [];
    private readonly List<ConnectionThread> _looked = [];
    private ITimer? _timer;

    public void Add(ConnectionThread thread)
    {
        lock (_gate)
        {
            _threads.Add(thread);
            _timer ??= time.CreateTimer(static state => ((ThreadWatch)state!).Look(), this, interval, Timeout.InfiniteTimeSpan);
        }
    }

    public void Remove(ConnectionThread thread)
    {
        lock (_gate)
        {
            _threads.Remove(thread);
            if (_threads.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            _looked.Clear();
            _looked.AddRange(_threads);
            foreach (var thread in _looked)
            {
                thread.Look();
            }
            _timer?.Change(interval, Timeout.InfiniteTimeSpan);
        }
    }
}
