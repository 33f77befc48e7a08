namespace Akka.Actor;

/// <summary>An actor with timers, which the engine provides after the constructor.</summary>
public interface IWithTimers
{
    /// <summary>The timers.</summary>
    ITimerScheduler Timers { get; set; }
}

/// <summary>
/// The timers of one actor instance, by key. A timer that was cancelled or replaced delivers nothing, even if its message was
/// in the mailbox already. All end with the instance. Used by the owning actor only.
/// </summary>
public interface ITimerScheduler
{
    /// <summary>The keys of running timers.</summary>
    IReadOnlyCollection<object> ActiveTimers { get; }

    /// <summary>
    /// Sends <paramref name="msg"/> to the actor every <paramref name="interval"/>; replaces the timer <paramref name="key"/>.
    /// </summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    /// <summary>As above, with a sender.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender);

    /// <summary>As above, the first time after <paramref name="initialDelay"/>.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>As above, with a sender.</summary>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender);

    /// <summary>
    /// Sends <paramref name="msg"/> to the actor once after <paramref name="timeout"/>; replaces the timer <paramref
    /// name="key"/>.
    /// </summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>As above, with a sender.</summary>
    void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender);

    /// <summary>Whether the timer <paramref name="key"/> runs.</summary>
    bool IsTimerActive(object key);

    /// <summary>Ends the timer <paramref name="key"/>, if it runs.</summary>
    void Cancel(object key);

    /// <summary>Ends all timers.</summary>
    void CancelAll();
}
