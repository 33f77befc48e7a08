using System.Threading.Tasks.Sources;

namespace Akka.Remote.Transport;

/// <summary>
/// Wakes the one loop that waits for work. Setting it again before it is seen has no effect. Setting is thread-safe; nothing is allocated.
/// </summary>
internal sealed class WorkSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Raised = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>There is work. What the work is must be visible before the call.</summary>
    public void Set()
    {
        // The full fence keeps the reading of the state behind the writing of the work.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _state) != Raised && Interlocked.Exchange(ref _state, Raised) == Waiting)
            _core.SetResult(true);
    }

    /// <summary>Completes when there is work, perhaps at once. One caller at a time.</summary>
    public ValueTask WaitAsync()
    {
        _core.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
            return new ValueTask(this, _core.Version);
        Interlocked.Exchange(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        Interlocked.Exchange(ref _state, Idle);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
