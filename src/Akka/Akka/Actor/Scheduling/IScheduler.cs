using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>The time as the scheduler sees it: real, or that of a test.</summary>
public interface ITimeProvider
{
    /// <summary>The current time, UTC.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Time since an arbitrary start; never goes back. Coarse and cheap.</summary>
    TimeSpan MonotonicClock { get; }

    /// <summary>Time since an arbitrary start; never goes back. As fine as the machine can.</summary>
    TimeSpan HighResMonotonicClock { get; }
}

/// <summary>A scheduler with a clock that can be read as <see cref="DateTimeOffset"/>.</summary>
public interface IDateTimeOffsetNowTimeProvider : ITimeProvider
{
}

/// <summary>Sends messages later. A message is never early; it is late by up to a tick.</summary>
public interface ITellScheduler
{
    /// <summary>Sends <paramref name="message"/> after <paramref name="delay"/>.</summary>
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender);

    /// <summary>As above, unless <paramref name="cancelable"/> is cancelled before.</summary>
    void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable);

    /// <summary>
    /// Sends <paramref name="message"/> after <paramref name="initialDelay"/> and then every <paramref name="interval"/>.
    /// </summary>
    void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender);

    /// <summary>As above, until <paramref name="cancelable"/> is cancelled.</summary>
    void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable);
}

/// <summary>Runs work later.</summary>
public interface IRunnableScheduler
{
    /// <summary>Runs <paramref name="action"/> after <paramref name="delay"/>, unless cancelled.</summary>
    void ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable);

    /// <summary>Runs <paramref name="action"/> after <paramref name="delay"/>.</summary>
    void ScheduleOnce(TimeSpan delay, IRunnable action);

    /// <summary>Runs <paramref name="action"/> repeatedly, until cancelled.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable);

    /// <summary>Runs <paramref name="action"/> repeatedly.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action);
}

/// <summary>Runs delegates later, on a thread of the scheduler: they must be short and must not touch an actor's state.</summary>
public interface IActionScheduler : IRunnableScheduler
{
    /// <summary>Runs <paramref name="action"/> after <paramref name="delay"/>, unless cancelled.</summary>
    void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable);

    /// <summary>Runs <paramref name="action"/> after <paramref name="delay"/>.</summary>
    void ScheduleOnce(TimeSpan delay, Action action);

    /// <summary>Runs <paramref name="action"/> repeatedly, until cancelled.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable);

    /// <summary>Runs <paramref name="action"/> repeatedly.</summary>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action);
}

/// <summary>A scheduler with everything in it.</summary>
public interface IAdvancedScheduler : IActionScheduler
{
}

/// <summary>
/// The scheduler of a system. Thread-safe. A class named in <c>akka.scheduler.implementation</c> needs the constructor (Config,
/// ILoggingAdapter).
/// </summary>
public interface IScheduler : ITellScheduler, ITimeProvider
{
    /// <summary>Scheduling of delegates.</summary>
    IAdvancedScheduler Advanced { get; }
}
