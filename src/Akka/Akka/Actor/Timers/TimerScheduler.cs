using System.Diagnostics.CodeAnalysis;

namespace Akka.Actor;

/// <summary>The timers of one actor instance, on the scheduler of the system.</summary>
internal sealed class TimerScheduler : ITimerScheduler
{
    private readonly ActorCell _cell;
    private Dictionary<object, (int Generation, ICancelable Task)>? _timers;
    private int _generation;

    public TimerScheduler(ActorCell cell)
    {
        _cell = cell;
    }

    public IReadOnlyCollection<object> ActiveTimers => (IReadOnlyCollection<object>?)_timers?.Keys ?? [];

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) =>
        Start(key, msg, interval, interval, ActorRefs.NoSender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
        Start(key, msg, initialDelay, interval, ActorRefs.NoSender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, ActorRefs.NoSender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) => Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _timers is not null && _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers is not null && _timers.Remove(key, out var timer))
            timer.Task.Cancel();
    }

    public void CancelAll()
    {
        if (_timers is null)
            return;
        foreach (var timer in _timers.Values)
            timer.Task.Cancel();
        _timers.Clear();
    }

    /// <summary>Gives out the message of a timer that still runs; a single one has now run.</summary>
    public bool TryAccept(TimerMessage timer, [NotNullWhen(true)] out object? message)
    {
        message = null;
        if (!ReferenceEquals(timer.Owner, this)
            || _timers is null
            || !_timers.TryGetValue(timer.Key, out var running)
            || running.Generation != timer.Generation)
        {
            return false;
        }

        if (!timer.Repeat)
            _timers.Remove(timer.Key);
        message = timer.Message;
        return true;
    }

    private void Start(object key, object msg, TimeSpan delay, TimeSpan? interval, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(msg);
        Cancel(key);
        var generation = ++_generation;
        var message = new TimerMessage(key, generation, this, msg, interval is not null);
        var task = new Cancelable(_cell.System.Scheduler);
        if (interval is { } every)
            _cell.System.Scheduler.ScheduleTellRepeatedly(delay, every, _cell.Self, message, sender, task);
        else
            _cell.System.Scheduler.ScheduleTellOnce(delay, _cell.Self, message, sender, task);
        (_timers ??= [])[key] = (generation, task);
    }
}
