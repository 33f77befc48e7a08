namespace Akka.Remote.Transport;

/// <summary>Counts dropped messages and says when to report them: at the first, then once per interval. Thread-safe.</summary>
internal sealed class OverflowCount(TimeProvider time, TimeSpan interval)
{
    private readonly Lock _gate = new();
    private long _count;
    private long _reportedAt;
    private bool _reported;

    /// <summary>Counts one; true when it is time to report <paramref name="count"/>.</summary>
    public bool Add(out long count)
    {
        lock (_gate)
        {
            _count++;
            return Report(out count);
        }
    }

    /// <summary>True when there is something to report and the interval is over.</summary>
    public bool TryReport(out long count)
    {
        lock (_gate)
            return Report(out count);
    }

    private bool Report(out long count)
    {
        count = _count;
        if (_count == 0 || (_reported && time.GetElapsedTime(_reportedAt) < interval))
            return false;
        _reported = true;
        _reportedAt = time.GetTimestamp();
        _count = 0;
        return true;
    }
}
