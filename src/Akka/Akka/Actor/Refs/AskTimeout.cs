namespace Akka.Actor;

/// <summary>The timer of one ask. On the wheel it costs one entry, which is taken out when the answer comes.</summary>
internal sealed class AskTimeout : TimerEntry
{
    private readonly TimeSpan _timeout;
    private readonly Action<TimeSpan> _expired;
    private HashedWheelTimerScheduler? _wheel;
    private ICancelable? _task;

    private AskTimeout(TimeSpan timeout, Action<TimeSpan> expired)
    {
        _timeout = timeout;
        _expired = expired;
    }

    /// <summary>
    /// Calls <paramref name="expired"/> after <paramref name="timeout"/>; <c>null</c> when the scheduler has ended with its system.
    /// </summary>
    public static AskTimeout? Start(TimeSpan timeout, IScheduler scheduler, Action<TimeSpan> expired)
    {
        var entry = new AskTimeout(timeout, expired);
        try
        {
            if (scheduler is HashedWheelTimerScheduler wheel)
            {
                entry._wheel = wheel;
                wheel.Schedule(timeout, entry);
            }
            else
            {
                entry._task = scheduler.Advanced.ScheduleOnceCancelable(timeout, entry.Run);
            }

            return entry;
        }
        catch (SchedulerException)
        {
            return null;
        }
    }

    public override void Run() => _expired(_timeout);

    public new void End()
    {
        _wheel?.End(this);
        _task?.Cancel();
    }
}
