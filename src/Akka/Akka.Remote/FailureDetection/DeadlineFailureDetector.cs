using Akka.Configuration;
using Akka.Event;

namespace Akka.Remote;

/// <summary>
/// Declares a source dead when no heartbeat has come for heartbeat-interval plus acceptable-heartbeat-pause. Thread-safe.
/// </summary>
public class DeadlineFailureDetector : FailureDetector
{
    private const long Never = long.MinValue;

    private readonly Clock _clock;
    private readonly long _deadlineMillis;
    private long _last = Never;

    /// <summary>
    /// A detector. Throws <see cref="ArgumentException"/> unless both times are positive; <paramref name="clock"/> is
    /// <see cref="FailureDetector.DefaultClock"/> when missing.
    /// </summary>
    public DeadlineFailureDetector(TimeSpan acceptableHeartbeatPause, TimeSpan heartbeatInterval, Clock? clock = null)
    {
        if (acceptableHeartbeatPause <= TimeSpan.Zero)
            throw new ArgumentException("acceptable-heartbeat-pause must be > 0s.", nameof(acceptableHeartbeatPause));
        if (heartbeatInterval <= TimeSpan.Zero)
            throw new ArgumentException("The failure detector's heartbeat-interval must be > 0s.", nameof(heartbeatInterval));
        _clock = clock ?? DefaultClock;
        _deadlineMillis = (long)(acceptableHeartbeatPause + heartbeatInterval).TotalMilliseconds;
    }

    /// <summary>A detector with acceptable-heartbeat-pause and heartbeat-interval of <paramref name="config"/>.</summary>
    public DeadlineFailureDetector(Config config, EventStream ev)
        : this(config, ev, DefaultClock)
    {
    }

    /// <summary>As above, on another clock.</summary>
    public DeadlineFailureDetector(Config config, EventStream ev, Clock clock)
        : this(config.GetTimeSpan("acceptable-heartbeat-pause"), config.GetTimeSpan("heartbeat-interval"), clock)
    {
    }

    /// <inheritdoc />
    public override bool IsAvailable
    {
        get
        {
            var last = Interlocked.Read(ref _last);
            return last == Never || _clock() - last < _deadlineMillis;
        }
    }

    /// <inheritdoc />
    public override bool IsMonitoring => Interlocked.Read(ref _last) != Never;

    /// <inheritdoc />
    public override void HeartBeat() => Interlocked.Exchange(ref _last, _clock());
}
