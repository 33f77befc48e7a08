using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Checks arguments and leaves the work to a subclass.</summary>
public abstract class SchedulerBase : IScheduler, IAdvancedScheduler
{
    /// <summary>A scheduler configured by <paramref name="scheduler"/>.</summary>
    protected SchedulerBase(Config scheduler, ILoggingAdapter log)
    {
        SchedulerConfig = scheduler;
        Log = log;
    }

    /// <inheritdoc />
    public abstract TimeSpan MonotonicClock { get; }

    /// <inheritdoc />
    public abstract TimeSpan HighResMonotonicClock { get; }

    IAdvancedScheduler IScheduler.Advanced => this;

    DateTimeOffset ITimeProvider.Now => TimeNow;

    /// <summary>The configuration of the system.</summary>
    protected Config SchedulerConfig { get; }

    /// <summary>The log.</summary>
    protected ILoggingAdapter Log { get; }

    /// <summary>The current time.</summary>
    protected abstract DateTimeOffset TimeNow { get; }

    void ITellScheduler.ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    void ITellScheduler.ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        ScheduleTellOnce(delay, receiver, message, sender, cancelable);

    void ITellScheduler.ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    void ITellScheduler.ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);

    void IActionScheduler.ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Once(delay, new ActionRunnable(action), cancelable);

    void IActionScheduler.ScheduleOnce(TimeSpan delay, Action action) => Once(delay, new ActionRunnable(action), null);

    void IActionScheduler.ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Repeatedly(initialDelay, interval, new ActionRunnable(action), cancelable);

    void IActionScheduler.ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        Repeatedly(initialDelay, interval, new ActionRunnable(action), null);

    void IRunnableScheduler.ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => Once(delay, action, cancelable);

    void IRunnableScheduler.ScheduleOnce(TimeSpan delay, IRunnable action) => Once(delay, action, null);

    void IRunnableScheduler.ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Repeatedly(initialDelay, interval, action, cancelable);

    void IRunnableScheduler.ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) =>
        Repeatedly(initialDelay, interval, action, null);

    /// <summary>Throws when <paramref name="interval"/> is not positive.</summary>
    protected static void ValidateInterval(TimeSpan interval, string parameterName)
    {
        if (interval <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(parameterName, $"An interval must be greater than 0; it is {interval}.");
    }

    /// <summary>Throws when <paramref name="delay"/> is negative.</summary>
    protected static void ValidateDelay(TimeSpan delay, string parameterName)
    {
        if (delay < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(parameterName, $"A delay must not be negative; it is {delay}.");
    }

    /// <summary>Sends once.</summary>
    protected abstract void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable);

    /// <summary>Sends repeatedly.</summary>
    protected abstract void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable);

    /// <summary>Runs once.</summary>
    protected abstract void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable? cancelable);

    /// <summary>Runs repeatedly.</summary>
    protected abstract void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action,
        ICancelable? cancelable);

    private void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable)
    {
        ValidateDelay(delay, nameof(delay));
        InternalScheduleTellOnce(delay, receiver, message, sender, cancelable);
    }

    private void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable)
    {
        ValidateDelay(initialDelay, nameof(initialDelay));
        ValidateInterval(interval, nameof(interval));
        InternalScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
    }

    private void Once(TimeSpan delay, IRunnable action, ICancelable? cancelable)
    {
        ValidateDelay(delay, nameof(delay));
        InternalScheduleOnce(delay, action, cancelable);
    }

    private void Repeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable? cancelable)
    {
        ValidateDelay(initialDelay, nameof(initialDelay));
        ValidateInterval(interval, nameof(interval));
        InternalScheduleRepeatedly(initialDelay, interval, action, cancelable);
    }
}
