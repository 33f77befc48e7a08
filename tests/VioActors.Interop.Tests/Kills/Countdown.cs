namespace VioActors.Interop.Tests.Kills;

/// <summary>Completes with the event that makes its number full. Thread-safe.</summary>
internal sealed class Countdown
{
    private TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    /// <summary>Starts anew; gives what completes after so many events.</summary>
    public Task Expect(int events)
    {
        _full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, events);
        return _full.Task;
    }

    public void Signal()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _full.TrySetResult();
    }
}
