using Akka.Actor;

namespace Akka.Pattern;

/// <summary>
/// Supervises one child and starts it again, after a growing delay, when it has stopped. Messages are passed on to the child with their
/// sender; those of the child go to the parent. Made by <see cref="Props(BackoffOptions)"/>.
/// </summary>
public sealed partial class BackoffSupervisor : BackoffSupervisorBase
{
    private readonly TimeSpan _minBackoff;
    private readonly TimeSpan _maxBackoff;
    private readonly double _randomFactor;
    private readonly SupervisorStrategy _strategy;

    /// <summary>With automatic reset and the default strategy.</summary>
    public BackoffSupervisor(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor)
        : this(
            childProps,
            childName,
            minBackoff,
            maxBackoff,
            new AutoReset(minBackoff),
            randomFactor,
            Actor.SupervisorStrategy.DefaultStrategy)
    {
    }

    /// <summary>With everything chosen.</summary>
    public BackoffSupervisor(
        Props childProps,
        string childName,
        TimeSpan minBackoff,
        TimeSpan maxBackoff,
        IBackoffReset reset,
        double randomFactor,
        SupervisorStrategy strategy,
        object? replyWhileStopped = null,
        Func<object, bool>? finalStopMessage = null)
        : base(childProps, childName, reset, replyWhileStopped, finalStopMessage)
    {
        _minBackoff = minBackoff;
        _maxBackoff = maxBackoff;
        _randomFactor = randomFactor;
        _strategy = strategy;
    }

    /// <summary>Props of a supervisor with automatic reset, the default strategy, and no limit.</summary>
    public static Props Props(Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor) =>
        Props(childProps, childName, minBackoff, maxBackoff, randomFactor, -1);

    /// <summary>As above, giving up after <paramref name="maxNrOfRetries"/>.</summary>
    public static Props Props(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries) =>
        Props(Backoff.OnStop(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries));

    /// <summary>
    /// Props of a supervisor with <paramref name="options"/>. Throws <see cref="ArgumentException"/> for times that make no
    /// sense.
    /// </summary>
    public static Props Props(BackoffOptions options) => options.Props;

    /// <summary>As above with a strategy.</summary>
    public static Props PropsWithSupervisorStrategy(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, SupervisorStrategy strategy)
    {
        BackoffDelay.Check(minBackoff, maxBackoff, randomFactor);
        return Actor.Props.CreateBy(() => new BackoffSupervisor(
            childProps, childName, minBackoff, maxBackoff, new AutoReset(minBackoff), randomFactor, strategy));
    }

    /// <inheritdoc />
    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        if (message is not Terminated terminated || !terminated.ActorRef.Equals(Child))
            return HandleBackoff(message);

        Child = null;
        var retries = (_strategy as OneForOneStrategy)?.MaxNumberOfRetries ?? -1;
        if (FinalStopMessageReceived || (retries >= 0 && RestartCountN >= retries))
            Context.Stop(Self);
        else
            ScheduleStart(_minBackoff, _maxBackoff, _randomFactor);
        return true;
    }
}
