namespace Akka.Remote;

/// <summary>The last intervals between heartbeats with their mean and deviation. Immutable and thread-safe.</summary>
internal sealed class HeartbeatHistory
{
    private readonly int _sampleCountMax;
    private readonly long[] _intervals;
    private readonly double _sum;
    private readonly double _squaredSum;

    private HeartbeatHistory(int sampleCountMax, long[] intervals, double sum, double squaredSum)
    {
        _sampleCountMax = sampleCountMax;
        _intervals = intervals;
        _sum = sum;
        _squaredSum = squaredSum;
    }

    /// <summary>Milliseconds. There must be at least one interval.</summary>
    public double Mean => _sum / _intervals.Length;

    /// <summary>Milliseconds.</summary>
    public double StdDeviation => Math.Sqrt(Math.Max(0, (_squaredSum / _intervals.Length) - (Mean * Mean)));

    public static HeartbeatHistory Empty(int sampleCountMax) => new(sampleCountMax, [], 0, 0);

    /// <summary>With one interval more; the oldest goes when there are too many.</summary>
    public HeartbeatHistory With(long intervalMillis)
    {
        var kept = _intervals.Length < _sampleCountMax ? _intervals : _intervals[1..];
        var dropped = ReferenceEquals(kept, _intervals) ? 0 : _intervals[0];
        return new HeartbeatHistory(
            _sampleCountMax,
            [.. kept, intervalMillis],
            _sum - dropped + intervalMillis,
            _squaredSum - ((double)dropped * dropped) + ((double)intervalMillis * intervalMillis));
    }
}
