namespace Akka.TestKit;

/// <summary>Lets a number of threads wait for each other, once per <see cref="Reset"/>. Thread-safe.</summary>
public class TestBarrier
{
    private readonly TestKitBase _testKit;
    private readonly TimeSpan _defaultTimeout;
    private readonly Barrier _barrier;

    /// <summary>A barrier for <paramref name="count"/> threads.</summary>
    public TestBarrier(TestKitBase testKit, int count, TimeSpan? defaultTimeout = null)
    {
        _testKit = testKit;
        _defaultTimeout = defaultTimeout ?? testKit.TestKitSettings.DefaultTimeout;
        _barrier = new Barrier(count);
    }

    /// <summary>Waits until all are there. Throws <see cref="TimeoutException"/> when they are not in time.</summary>
    public void Await() => Await(_defaultTimeout);

    /// <summary>As above.</summary>
    public void Await(TimeSpan timeout)
    {
        var max = _testKit.Dilated(timeout);
        if (!_barrier.SignalAndWait(max))
            throw new TimeoutException($"{_barrier.ParticipantsRemaining} threads did not come to the barrier in {max}.");
    }

    /// <summary>Ready for the next round. The barrier resets itself when all have come, so this is only a mark in the test.</summary>
    public void Reset()
    {
    }
}
