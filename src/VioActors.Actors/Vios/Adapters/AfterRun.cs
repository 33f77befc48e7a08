using System.Collections.Concurrent;

namespace VioActors.Actors.Vios.Adapters;

/// <summary>
/// Work that a thread, which is no receiver's, does when an adapter has run on it. Several pieces are shared with the thread pool: none
/// waits for one that hangs. Thread-safe.
/// </summary>
/// <param name="finish">Called on a thread of the pool that shares in it.</param>
internal sealed class AfterRun(Action<AfterRun> finish) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _work = new();
    private int _isShared;

    public bool IsEmpty => _work.IsEmpty;

    public void Add(IThreadPoolWorkItem work) => _work.Enqueue(work);

    /// <summary>Does what is there, and what comes meanwhile.</summary>
    public void Drain()
    {
        while (_work.TryDequeue(out var next))
        {
            if (!_work.IsEmpty && Interlocked.Exchange(ref _isShared, 1) == 0)
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            next.Execute();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _isShared, 0);
        finish(this);
    }
}
