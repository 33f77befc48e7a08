using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote;

/// <summary>
/// The φ accrual failure detector of Hayashibara et al. (SRDS 2004): φ is minus the decimal logarithm of the probability that a heartbeat
/// comes still later than it already is, by a normal distribution fitted to the last intervals. Dead from the threshold on. Thread-safe.
/// </summary>
public class PhiAccrualFailureDetector : FailureDetector
{
    private readonly double _threshold;
    private readonly double _minStdDeviationMillis;
    private readonly double _acceptablePauseMillis;
    private readonly HeartbeatHistory _first;
    private readonly Clock _clock;
    private readonly Lock _gate = new();
    private State _state;

    /// <summary>
    /// A detector. Throws <see cref="ArgumentOutOfRangeException"/> for a threshold, size or deviation that is not positive.
    /// </summary>
    public PhiAccrualFailureDetector(
        double threshold,
        int maxSampleSize,
        TimeSpan minStdDeviation,
        TimeSpan acceptableHeartbeatPause,
        TimeSpan firstHeartbeatEstimate,
        Clock? clock = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSampleSize);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(minStdDeviation, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(acceptableHeartbeatPause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstHeartbeatEstimate, TimeSpan.Zero);
        _threshold = threshold;
        _minStdDeviationMillis = minStdDeviation.TotalMilliseconds;
        _acceptablePauseMillis = acceptableHeartbeatPause.TotalMilliseconds;
        _clock = clock ?? DefaultClock;

        // Two samples around the estimate make a wide first distribution, so that an early irregularity is no failure.
        var mean = (long)firstHeartbeatEstimate.TotalMilliseconds;
        var spread = mean / 4;
        _first = HeartbeatHistory.Empty(maxSampleSize).With(mean - spread).With(mean + spread);
        _state = new State(_first, null);
    }

    /// <summary>
    /// A detector with threshold, max-sample-size, min-std-deviation, acceptable-heartbeat-pause and heartbeat-interval of
    /// <paramref name="config"/>.
    /// </summary>
    public PhiAccrualFailureDetector(Config config, EventStream ev)
        : this(config, ev, DefaultClock)
    {
    }

    /// <summary>As above, on another clock.</summary>
    public PhiAccrualFailureDetector(Config config, EventStream ev, Clock clock)
        : this(
            config.GetDouble("threshold"),
            config.GetInt("max-sample-size"),
            config.GetTimeSpan("min-std-deviation"),
            config.GetTimeSpan("acceptable-heartbeat-pause"),
            config.GetTimeSpan("heartbeat-interval"),
            clock)
    {
    }

    /// <inheritdoc />
    public override bool IsAvailable => PhiAt(_clock()) < _threshold;

    /// <inheritdoc />
    public override bool IsMonitoring => Volatile.Read(ref _state).LastHeartbeat is not null;

    /// <summary>The suspicion now; 0 before the first heartbeat.</summary>
    internal double CurrentPhi => PhiAt(_clock());

    /// <inheritdoc />
    public override void HeartBeat()
    {
        lock (_gate)
        {
            var now = _clock();
            var history = _state.History;

            // The pause of a source that was rightly thought dead is not part of its rhythm.
            if (_state.LastHeartbeat is { } last && PhiAt(now) < _threshold)
                history = history.With(now - last);
            Volatile.Write(ref _state, new State(history, now));
        }
    }

    /// <summary>
    /// φ after <paramref name="silenceMillis"/> without a heartbeat, by the logistic approximation of the normal distribution.
    /// </summary>
    internal static double Phi(long silenceMillis, double meanMillis, double stdDeviationMillis)
    {
        var y = (silenceMillis - meanMillis) / stdDeviationMillis;
        var e = Math.Exp(-y * (1.5976 + (0.070566 * y * y)));
        return silenceMillis > meanMillis ? -Math.Log10(e / (1.0 + e)) : -Math.Log10(1.0 - (1.0 / (1.0 + e)));
    }

    private double PhiAt(long now)
    {
        var state = Volatile.Read(ref _state);
        if (state.LastHeartbeat is not { } last)
            return 0;
        var deviation = Math.Max(state.History.StdDeviation, _minStdDeviationMillis);
        return Phi(now - last, state.History.Mean + _acceptablePauseMillis, deviation);
    }

    private sealed record State(HeartbeatHistory History, long? LastHeartbeat);
}
