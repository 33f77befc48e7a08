namespace VioActors.Scsi.Transport;

/// <summary>
/// How many threads may look for requests at a time instead of sleeping, so that processors are left to others. Thread-safe.
/// </summary>
/// <param name="count">0: none ever looks.</param>
public sealed class PollingSlots(int count)
{
    private int _taken;

    /// <summary>Half of the processors: none where there is one, which the sender of the request needs himself.</summary>
    public static PollingSlots OfProcess { get; } = new(Environment.ProcessorCount / 2);

    /// <summary>True: the caller may look, until <see cref="Free"/>.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= count)
            return true;
        Free();
        return false;
    }

    /// <summary>After <see cref="TryTake"/>, once.</summary>
    public void Free() => Interlocked.Decrement(ref _taken);
}
