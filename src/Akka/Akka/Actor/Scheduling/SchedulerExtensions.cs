namespace Akka.Actor;

/// <summary>Scheduling with milliseconds, and with a cancelable made on the way.</summary>
public static class SchedulerExtensions
{
    /// <summary>See <see cref="ITellScheduler"/>.</summary>
    public static void ScheduleTellOnce(
        this ITellScheduler scheduler, int millisecondsDelay, ICanTell receiver, object message, IActorRef sender,
            ICancelable? cancelable = null) =>
        scheduler.ScheduleTellOnce(Ms(millisecondsDelay), receiver, message, sender, cancelable!);

    /// <summary>See <see cref="ITellScheduler"/>.</summary>
    public static void ScheduleTellRepeatedly(
        this ITellScheduler scheduler,
        int initialMillisecondsDelay,
        int millisecondsInterval,
        ICanTell receiver,
        object message,
        IActorRef sender,
        ICancelable? cancelable = null) =>
        scheduler.ScheduleTellRepeatedly(
            Ms(initialMillisecondsDelay), Ms(millisecondsInterval), receiver, message, sender, cancelable!);

    /// <summary>Sends once and returns what calls it off.</summary>
    public static ICancelable ScheduleTellOnceCancelable(
        this IScheduler scheduler, TimeSpan delay, ICanTell receiver, object message, IActorRef sender)
    {
        var cancelable = new Cancelable(scheduler.Advanced);
        scheduler.ScheduleTellOnce(delay, receiver, message, sender, cancelable);
        return cancelable;
    }

    /// <summary>Sends once and returns what calls it off.</summary>
    public static ICancelable ScheduleTellOnceCancelable(
        this IScheduler scheduler, int millisecondsDelay, ICanTell receiver, object message, IActorRef sender) =>
        scheduler.ScheduleTellOnceCancelable(Ms(millisecondsDelay), receiver, message, sender);

    /// <summary>Sends repeatedly and returns what ends it.</summary>
    public static ICancelable ScheduleTellRepeatedlyCancelable(
        this IScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender)
    {
        var cancelable = new Cancelable(scheduler.Advanced);
        scheduler.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
        return cancelable;
    }

    /// <summary>Sends repeatedly and returns what ends it.</summary>
    public static ICancelable ScheduleTellRepeatedlyCancelable(
        this IScheduler scheduler, int initialMillisecondsDelay, int millisecondsInterval, ICanTell receiver, object message,
            IActorRef sender) =>
        scheduler.ScheduleTellRepeatedlyCancelable(Ms(initialMillisecondsDelay), Ms(millisecondsInterval), receiver, message, sender);

    /// <summary>See <see cref="IActionScheduler"/>.</summary>
    public static void ScheduleOnce(this IActionScheduler scheduler, int millisecondsDelay, Action action,
        ICancelable? cancelable = null) =>
        scheduler.ScheduleOnce(Ms(millisecondsDelay), action, cancelable!);

    /// <summary>See <see cref="IActionScheduler"/>.</summary>
    public static void ScheduleRepeatedly(
        this IActionScheduler scheduler, int initialMillisecondsDelay, int millisecondsInterval, Action action,
            ICancelable? cancelable = null) =>
        scheduler.ScheduleRepeatedly(Ms(initialMillisecondsDelay), Ms(millisecondsInterval), action, cancelable!);

    /// <summary>Runs once and returns what calls it off.</summary>
    public static ICancelable ScheduleOnceCancelable(this IActionScheduler scheduler, TimeSpan delay, Action action)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleOnce(delay, action, cancelable);
        return cancelable;
    }

    /// <summary>Runs once and returns what calls it off.</summary>
    public static ICancelable ScheduleOnceCancelable(this IActionScheduler scheduler, int millisecondsDelay, Action action) =>
        scheduler.ScheduleOnceCancelable(Ms(millisecondsDelay), action);

    /// <summary>Runs repeatedly and returns what ends it.</summary>
    public static ICancelable ScheduleRepeatedlyCancelable(
        this IActionScheduler scheduler, TimeSpan initialDelay, TimeSpan interval, Action action)
    {
        var cancelable = new Cancelable(scheduler);
        scheduler.ScheduleRepeatedly(initialDelay, interval, action, cancelable);
        return cancelable;
    }

    /// <summary>Runs repeatedly and returns what ends it.</summary>
    public static ICancelable ScheduleRepeatedlyCancelable(
        this IActionScheduler scheduler, int initialMillisecondsDelay, int millisecondsInterval, Action action) =>
        scheduler.ScheduleRepeatedlyCancelable(Ms(initialMillisecondsDelay), Ms(millisecondsInterval), action);

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
