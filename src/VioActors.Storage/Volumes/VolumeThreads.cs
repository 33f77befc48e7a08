using System.Runtime.CompilerServices;

namespace VioActors.Storage.Volumes;

/// <summary>
/// Threads of one volume for calls that may wait for its device: a volume that hangs in the kernel holds its own threads, and those of the
/// pool go on with everything else. <c>await</c> changes to one of them. Made when all are busy, up to a number; a few stay. Thread-safe.
/// </summary>
/// <param name="name">Of the threads, for people who look at the process.</param>
public sealed class VolumeThreads(string name) : IDisposable
{
    /// <summary>More I/Os than this wait for one to end.</summary>
    public const int CountMax = 64;

    private const int IdleMax = 8;
    private const int StackSizeBytes = 512 * 1024;

    private readonly object _sync = new();
    private readonly Queue<Action> _work = new();
    private int _count;
    private int _idle;
    private bool _isDisposed;

    /// <summary>Threads that there are now.</summary>
    public int Count
    {
        get
        {
            lock (_sync)
                return _count;
        }
    }

    public Change GetAwaiter() => new(this);

    /// <summary>Has it run on one of the threads.</summary>
    public void Run(Action work)
    {
        lock (_sync)
        {
            _work.Enqueue(work);
            if (_idle >= _work.Count)
            {
                Monitor.Pulse(_sync);
                return;
            }

            if (_count == CountMax)
                return;
            _count++;
        }

        new Thread(WorkOn, StackSizeBytes) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Threads end when they have nothing to do. What is begun afterwards is run all the same.</summary>
    public void Dispose()
    {
        lock (_sync)
        {
            _isDisposed = true;
            Monitor.PulseAll(_sync);
        }
    }

    private void WorkOn()
    {
        while (Take() is { } work)
            work();
    }

    private Action? Take()
    {
        lock (_sync)
        {
            while (_work.Count == 0)
            {
                if (_isDisposed || _idle >= IdleMax)
                {
                    _count--;
                    return null;
                }

                _idle++;
                Monitor.Wait(_sync);
                _idle--;
            }

            return _work.Dequeue();
        }
    }

    /// <summary>Awaits the change to a thread of the volume.</summary>
    public readonly struct Change(VolumeThreads threads) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => threads.Run(continuation);

        public void UnsafeOnCompleted(Action continuation) => threads.Run(continuation);
    }
}
