using Akka.Event;

namespace Akka.Actor;

/// <content>Named timers.</content>
public abstract partial class FSM<TState, TData>
{
    private readonly Dictionary<string, NamedTimer> _timers = [];
    private int _timerGeneration;

    /// <summary>
    /// Sends <paramref name="msg"/> as an event after <paramref name="timeout"/>, or every so often; replaces a timer of the same name.
    /// </summary>
    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false)
    {
        if (DebugEvent)
            _log.Debug("setting {0}timer '{1}'/{2}: {3}", repeat ? "repeating " : "", name, timeout, msg);
        CancelTimer(name);
        var generation = ++_timerGeneration;
        var elapsed = new TimerElapsed(name, generation);
        var scheduler = Context.System.Scheduler;
        var schedule = repeat
            ? scheduler.ScheduleTellRepeatedlyCancelable(timeout, timeout, Self, elapsed, Self)
            : scheduler.ScheduleTellOnceCancelable(timeout, Self, elapsed, Self);
        _timers[name] = new NamedTimer(msg, repeat, generation, schedule);
    }

    /// <summary>Ends a timer: its message will not come, even if it was on its way. A repeat does nothing.</summary>
    public void CancelTimer(string name)
    {
        if (_timers.Remove(name, out var timer))
            timer.Schedule.Cancel();
    }

    /// <summary>Whether a timer of that name is set.</summary>
    public bool IsTimerActive(string name) => _timers.ContainsKey(name);

    private void CancelTimers()
    {
        foreach (var timer in _timers.Values)
            timer.Schedule.Cancel();
        _timers.Clear();
    }

    private void ReceiveTimer(TimerElapsed elapsed)
    {
        if (!_timers.TryGetValue(elapsed.Name, out var timer) || timer.Generation != elapsed.Generation)
            return;
        CancelStateTimer();
        if (!timer.Repeat)
            _timers.Remove(elapsed.Name);
        ProcessEvent(timer.Message, elapsed.Name);
    }

    private sealed record NamedTimer(object Message, bool Repeat, int Generation, ICancelable Schedule);
}
