namespace Akka.Actor;

/// <summary>The decision is carried out on the child that failed, alone.</summary>
public class OneForOneStrategy : SupervisorStrategy, IEquatable<OneForOneStrategy>
{
    /// <summary>
    /// At most <paramref name="maxNrOfRetries"/> restarts within <paramref name="withinTimeRange"/>; then the child is stopped.
    /// <c>null</c> or -1: no limit.
    /// </summary>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Actor.Decider.From(localOnlyDecider))
    {
    }

    /// <summary>As above.</summary>
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : this(RetriesOrUnlimited(maxNrOfRetries), WindowOrUnlimited(withinTimeRange), decider)
    {
    }

    /// <summary>As above, with the window in milliseconds.</summary>
    public OneForOneStrategy(
        int maxNrOfRetries,
        int withinTimeMilliseconds,
        Func<Exception, Directive> localOnlyDecider,
        bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    /// <summary>As above, with the window in milliseconds.</summary>
    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        Decider = decider;
        LoggingEnabled = loggingEnabled;
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
    }

    /// <summary>Without a limit.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    /// <summary>Without a limit.</summary>
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(-1, -1, localOnlyDecider, loggingEnabled)
    {
    }

    /// <summary>Without a limit.</summary>
    public OneForOneStrategy(IDecider decider)
        : this(-1, -1, decider)
    {
    }

    /// <summary>Without a limit, with the default decider.</summary>
    protected OneForOneStrategy()
        : this(DefaultDecider)
    {
    }

    /// <summary>Restarts at most; -1 without a limit.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>Window in milliseconds; -1 without one.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <inheritdoc />
    public override IDecider Decider { get; }

    /// <summary>With another limit.</summary>
    public OneForOneStrategy WithMaxNrOfRetries(int maxNrOfRetries) =>
        new(maxNrOfRetries, WithinTimeRangeMilliseconds, Decider, LoggingEnabled);

    /// <inheritdoc />
    public override void ProcessFailure(
        IActorContext context,
        bool restart,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        var allowed = restart && stats.RequestRestartPermission(
            MaxNumberOfRetries, WithinTimeRangeMilliseconds, context.System.Scheduler.MonotonicClock);
        if (allowed)
            RestartChild(child, cause, suspendFirst: false);
        else
            context.Stop(child);
    }

    /// <inheritdoc />
    public override void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
    {
    }

    /// <inheritdoc />
    public bool Equals(OneForOneStrategy? other) => other is not null
        && MaxNumberOfRetries == other.MaxNumberOfRetries
        && WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds
        && Decider.Equals(other.Decider);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as OneForOneStrategy);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(MaxNumberOfRetries, WithinTimeRangeMilliseconds, Decider);

    /// <inheritdoc />
    protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);
}
