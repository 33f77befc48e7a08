using Akka.Actor;

namespace Akka.Pattern;

/// <summary>
/// Stops calling what keeps failing. Closed: calls go through, <see cref="MaxFailures"/> failures or overruns in a row open it.
/// Open: calls
/// fail at once with <see cref="OpenCircuitException"/> until the reset timeout. Half open: one call is let through and decides.
/// Thread-safe.
/// </summary>
public partial class CircuitBreaker
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(17);
    private volatile State _state = State.Closed;
    private bool _probing;
    private long _failures;
    private int _openings;
    private Action? _onOpen;
    private Action? _onHalfOpen;
    private Action? _onClose;
    private Exception? _lastException;

    /// <summary>With a constant reset timeout.</summary>
    public CircuitBreaker(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout)
        : this(scheduler, maxFailures, callTimeout, resetTimeout, TimeSpan.FromDays(36500), 1.0, 0.0)
    {
    }

    /// <summary>With a reset timeout that is multiplied at each opening in a row.</summary>
    public CircuitBreaker(
        IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout, TimeSpan maxResetTimeout,
            double exponentialBackoffFactor)
        : this(scheduler, maxFailures, callTimeout, resetTimeout, maxResetTimeout, exponentialBackoffFactor, 0.0)
    {
    }

    /// <summary>As above, plus up to <paramref name="randomFactor"/> of it.</summary>
    public CircuitBreaker(
        IScheduler scheduler,
        int maxFailures,
        TimeSpan callTimeout,
        TimeSpan resetTimeout,
        TimeSpan maxResetTimeout,
        double exponentialBackoffFactor,
        double randomFactor)
    {
        if (exponentialBackoffFactor < 1.0)
            throw new ArgumentException("The backoff factor must be 1.0 or more.", nameof(exponentialBackoffFactor));
        if (randomFactor is < 0.0 or > 1.0)
            throw new ArgumentException("The random factor must be between 0.0 and 1.0.", nameof(randomFactor));
        Scheduler = scheduler;
        MaxFailures = maxFailures;
        CallTimeout = callTimeout;
        ResetTimeout = resetTimeout;
        MaxResetTimeout = maxResetTimeout;
        ExponentialBackoffFactor = exponentialBackoffFactor;
        RandomFactor = randomFactor;
    }

    private enum State
    {
        Closed,
        Open,
        HalfOpen,
    }

    /// <summary>The scheduler.</summary>
    public IScheduler Scheduler { get; }

    /// <summary>Failures in a row that open it.</summary>
    public int MaxFailures { get; }

    /// <summary>A call that takes longer is a failure.</summary>
    public TimeSpan CallTimeout { get; }

    /// <summary>Time from the first opening to the next try.</summary>
    public TimeSpan ResetTimeout { get; }

    /// <summary>Upper limit of the reset timeout.</summary>
    public TimeSpan MaxResetTimeout { get; }

    /// <summary>Factor at each opening in a row.</summary>
    public double ExponentialBackoffFactor { get; }

    /// <summary>Random part on top.</summary>
    public double RandomFactor { get; }

    /// <summary>Failures in a row while closed.</summary>
    public long CurrentFailureCount => Interlocked.Read(ref _failures);

    /// <summary>The last failure, <c>null</c> when there was none.</summary>
    public Exception LastCaughtException => Volatile.Read(ref _lastException)!;

    /// <summary>Whether calls go through.</summary>
    public bool IsClosed => _state == State.Closed;

    /// <summary>Whether calls fail at once.</summary>
    public bool IsOpen => _state == State.Open;

    /// <summary>Whether one call is tried.</summary>
    public bool IsHalfOpen => _state == State.HalfOpen;

    /// <summary>As the constructor.</summary>
    public static CircuitBreaker Create(IScheduler scheduler, int maxFailures, TimeSpan callTimeout, TimeSpan resetTimeout) =>
        new(scheduler, maxFailures, callTimeout, resetTimeout);

    /// <summary>Calls <paramref name="callback"/> when it opens.</summary>
    public CircuitBreaker OnOpen(Action callback)
    {
        _onOpen += callback;
        return this;
    }

    /// <summary>Calls <paramref name="callback"/> when it is half open.</summary>
    public CircuitBreaker OnHalfOpen(Action callback)
    {
        _onHalfOpen += callback;
        return this;
    }

    /// <summary>Calls <paramref name="callback"/> when it closes.</summary>
    public CircuitBreaker OnClose(Action callback)
    {
        _onClose += callback;
        return this;
    }

    /// <summary>A new one whose reset timeout doubles at each opening in a row.</summary>
    public CircuitBreaker WithExponentialBackoff(TimeSpan maxResetTimeout) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, maxResetTimeout, 2.0, RandomFactor);

    /// <summary>A new one with a random part in the reset timeout.</summary>
    public CircuitBreaker WithRandomFactor(double randomFactor) =>
        new(Scheduler, MaxFailures, CallTimeout, ResetTimeout, MaxResetTimeout, ExponentialBackoffFactor, randomFactor);
}
