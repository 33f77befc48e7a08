namespace Akka.TestKit;

/// <summary>Lets a test wait until something has happened a number of times. Thread-safe.</summary>
public class TestLatch
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly CountdownEvent _countdown;
    private readonly Func<TimeSpan, TimeSpan> _dilate;
    private readonly TimeSpan _defaultTimeout;

    /// <summary>Opens at the first count.</summary>
    public TestLatch()
        : this(1)
    {
    }

    /// <summary>Opens at the count <paramref name="count"/>.</summary>
    public TestLatch(int count)
        : this(count, DefaultTimeout)
    {
    }

    /// <summary>As above; waits <paramref name="defaultTimeout"/> at most.</summary>
    public TestLatch(int count, TimeSpan defaultTimeout)
        : this(static duration => duration, defaultTimeout, count)
    {
    }

    /// <summary>As above; timeouts are stretched by <paramref name="dilate"/>.</summary>
    protected internal TestLatch(Func<TimeSpan, TimeSpan> dilate, TimeSpan defaultTimeout, int count)
    {
        _dilate = dilate;
        _defaultTimeout = defaultTimeout;
        _countdown = new CountdownEvent(count);
    }

    /// <summary>Whether it has been counted down.</summary>
    public bool IsOpen => _countdown.CurrentCount == 0;

    /// <summary>Counts one down. Throws <see cref="InvalidOperationException"/> when it is open.</summary>
    public void CountDown() => _countdown.Signal();

    /// <summary>Counts all down.</summary>
    public void Open()
    {
        while (!IsOpen)
            _countdown.Signal(_countdown.CurrentCount);
    }

    /// <summary>Back to the first count.</summary>
    public void Reset() => _countdown.Reset();

    /// <summary>Waits until it is open. Throws <see cref="TimeoutException"/> after <paramref name="timeout"/>.</summary>
    public void Ready(TimeSpan timeout)
    {
        if (timeout == TimeSpan.MaxValue || timeout < TimeSpan.Zero)
            throw new ArgumentException($"A latch needs a finite timeout; it is {timeout}.", nameof(timeout));
        if (!_countdown.Wait(_dilate(timeout)))
            throw new TimeoutException($"The latch did not open in {timeout}; {_countdown.CurrentCount} counts are left.");
    }

    /// <summary>As above, with the default timeout.</summary>
    public void Ready() => Ready(_defaultTimeout);
}
