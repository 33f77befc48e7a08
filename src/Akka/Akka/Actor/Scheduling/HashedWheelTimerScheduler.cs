using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// The default scheduler: a hashed wheel with a thread of its own, which sleeps while nothing is scheduled. Time is read from the
/// <see cref="TimeProvider"/> named by <c>akka.scheduler.time-provider</c>. Thread-safe.
/// </summary>
public class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _tickDuration;
    private readonly TimerWheel _wheel;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _stopped;

    /// <summary>A scheduler with the settings of <c>akka.scheduler</c> in <paramref name="scheduler"/>.</summary>
    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        _time = TimeSource.From(scheduler);
        _start = _time.GetTimestamp();
        var tick = scheduler.GetTimeSpan("akka.scheduler.tick-duration", TimeSpan.FromMilliseconds(10));
        var buckets = scheduler.GetInt("akka.scheduler.ticks-per-wheel", 512);
        if (tick < TimeSpan.FromMilliseconds(1))
            throw new ConfigurationException($"akka.scheduler.tick-duration is {tick}: it must be 1 ms or more.");
        if (buckets is < 1 or > 1 << 20)
            throw new ConfigurationException($"akka.scheduler.ticks-per-wheel is {buckets}: it must be between 1 and {1 << 20}.");
        _tickDuration = tick;
        _wheel = new TimerWheel(buckets, tick.Ticks, error => Log.Error(error, "A scheduled action failed."));
        _thread = new Thread(Turn) { IsBackground = true, Name = "akka-scheduler" };
        _thread.Start();
    }

    /// <inheritdoc />
    public override TimeSpan MonotonicClock => _time.GetElapsedTime(_start);

    /// <inheritdoc />
    public override TimeSpan HighResMonotonicClock => _time.GetElapsedTime(_start);

    /// <summary>The clock.</summary>
    internal TimeProvider Time => _time;

    /// <inheritdoc />
    protected override DateTimeOffset TimeNow => _time.GetUtcNow();

    /// <inheritdoc />
    public void Dispose()
    {
        _stopped = true;
        _wake.Set();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds an entry that was made for this scheduler.</summary>
    internal void Schedule(TimeSpan delay, TimerEntry entry)
    {
        if (_stopped)
            throw new SchedulerException("Cannot schedule: the scheduler was shut down with its actor system.");
        entry.DueTime = MonotonicClock.Ticks + delay.Ticks;
        if (_wheel.Add(entry))
            _wake.Set();
    }

    /// <summary>Takes an entry out before its time.</summary>
    internal void End(TimerEntry entry) => _wheel.End(entry);

    /// <inheritdoc />
    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(delay, new TellEntry(receiver, message, sender, cancelable));

    /// <inheritdoc />
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable) =>
        Schedule(initialDelay, new TellEntry(receiver, message, sender, cancelable) { Interval = interval.Ticks });

    /// <inheritdoc />
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable) =>
        Schedule(delay, new RunnableEntry(action, cancelable));

    /// <inheritdoc />
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action,
        ICancelable? cancelable) =>
        Schedule(initialDelay, new RunnableEntry(action, cancelable) { Interval = interval.Ticks });

    private void Turn()
    {
        while (!_stopped)
        {
            if (_wheel.Count == 0)
                _wake.WaitOne();
            else
                _wake.WaitOne(_tickDuration);
            if (!_stopped)
                _wheel.Turn(MonotonicClock.Ticks);
        }
    }
}
