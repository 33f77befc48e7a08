using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// A scheduler whose time stands still until the test moves it: <c>akka.scheduler.implementation = "Akka.TestKit.TestScheduler,
/// Akka.TestKit"</c>. What is due runs on the thread that calls <see cref="Advance"/>, in the order of the due times, each at its own
/// time. Thread-safe.
/// </summary>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Item, (long DueTicks, long Number)> _items = new();
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private long _count;

    /// <summary>A scheduler that starts at the current time.</summary>
    public TestScheduler(Config schedulerConfig, ILoggingAdapter log)
    {
        _start = _now = TimeProvider.System.GetUtcNow();
        SchedulerConfig = schedulerConfig;
        Log = log;
    }

    /// <inheritdoc />
    public DateTimeOffset Now => TimeNow;

    /// <inheritdoc />
    public TimeSpan MonotonicClock => TimeNow - _start;

    /// <inheritdoc />
    public TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <inheritdoc />
    public IAdvancedScheduler Advanced => this;

    /// <summary>The configuration of the system.</summary>
    protected Config SchedulerConfig { get; }

    /// <summary>The log.</summary>
    protected ILoggingAdapter Log { get; }

    /// <summary>The time as the test has set it.</summary>
    protected DateTimeOffset TimeNow
    {
        get
        {
            lock (_lock)
                return _now;
        }
    }

    /// <summary>Moves the time on by <paramref name="offset"/> and runs what becomes due.</summary>
    public void Advance(TimeSpan offset) => AdvanceTo(TimeNow + offset);

    /// <summary>
    /// Moves the time on to <paramref name="when"/>. Throws <see cref="InvalidOperationException"/> for a time that has passed.
    /// </summary>
    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < TimeNow)
            throw new InvalidOperationException($"Cannot move the time of the test to {when:O}: it is {TimeNow:O} already.");
        while (NextUntil(when) is { } item)
            Run(item);
        lock (_lock)
            _now = when > _now ? when : _now;
    }

    /// <inheritdoc />
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null!);

    /// <inheritdoc />
    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, null, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc />
    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null!);

    /// <inheritdoc />
    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc />
    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Add(delay, null, action, cancelable);

    /// <inheritdoc />
    public void ScheduleOnce(TimeSpan delay, Action action) => Add(delay, null, action, null);

    /// <inheritdoc />
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, interval, action, cancelable);

    /// <inheritdoc />
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) => Add(initialDelay, interval, action, null);

    /// <inheritdoc />
    public void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => Add(delay, null, action.Run, cancelable);

    /// <inheritdoc />
    public void ScheduleOnce(TimeSpan delay, IRunnable action) => Add(delay, null, action.Run, null);

    /// <inheritdoc />
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(initialDelay, interval, action.Run, cancelable);

    /// <inheritdoc />
    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        Add(initialDelay, interval, action.Run, null);

    private void Add(TimeSpan delay, TimeSpan? interval, Action action, ICancelable? cancelable)
    {
        if (delay < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(delay), $"A delay must not be negative; it is {delay}.");
        if (interval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(interval), $"An interval must be greater than 0; it is {interval}.");
        lock (_lock)
            Enqueue(new Item(_now + delay, interval, action, cancelable));
    }

    private void Enqueue(Item item) => _items.Enqueue(item, (item.Due.UtcTicks, _count++));

    /// <summary>
    /// Takes the next item that is due at <paramref name="when"/>, with the time moved to it; a repeated one is there again.
    /// </summary>
    private Item? NextUntil(DateTimeOffset when)
    {
        lock (_lock)
        {
            while (_items.TryPeek(out var item, out _) && item.Due <= when)
            {
                _items.Dequeue();
                if (item.Cancelable is { IsCancellationRequested: true })
                    continue;
                if (item.Due > _now)
                    _now = item.Due;
                if (item.Interval is { } interval)
                    Enqueue(item with { Due = item.Due + interval });
                return item;
            }

            return null;
        }
    }

    private void Run(Item item)
    {
        try
        {
            item.Action();
        }
        catch (Exception error)
        {
            Log.Error(error, "Scheduled work failed; it was due at {0}", item.Due);
        }
    }

    private sealed record Item(DateTimeOffset Due, TimeSpan? Interval, Action Action, ICancelable? Cancelable);
}
