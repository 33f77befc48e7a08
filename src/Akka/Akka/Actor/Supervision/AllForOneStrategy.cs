namespace Akka.Actor;

/// <summary>The decision is carried out on all children when one fails.</summary>
public class AllForOneStrategy : SupervisorStrategy, IEquatable<AllForOneStrategy>
{
    /// <summary>
    /// At most <paramref name="maxNrOfRetries"/> restarts within <paramref name="withinTimeRange"/>; then all are stopped.
    /// <c>null</c> or -1: no limit.
    /// </summary>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, Actor.Decider.From(localOnlyDecider))
    {
    }

    /// <summary>As above.</summary>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : this(RetriesOrUnlimited(maxNrOfRetries), WindowOrUnlimited(withinTimeRange), decider)
    {
    }

    /// <summary>As above, with the window in milliseconds.</summary>
    public AllForOneStrategy(
        int maxNrOfRetries,
        int withinTimeMilliseconds,
        Func<Exception, Directive> localOnlyDecider,
        bool loggingEnabled = true)
        : this(maxNrOfRetries, withinTimeMilliseconds, Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    /// <summary>As above, with the window in milliseconds.</summary>
    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        Decider = decider;
        LoggingEnabled = loggingEnabled;
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
    }

    /// <summary>Without a limit.</summary>
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, -1, localOnlyDecider)
    {
    }

    /// <summary>Without a limit.</summary>
    public AllForOneStrategy(IDecider decider)
        : this(-1, -1, decider)
    {
    }

    /// <summary>Without a limit, with the default decider.</summary>
    protected AllForOneStrategy()
        : this(DefaultDecider)
    {
    }

    /// <summary>Restarts at most; -1 without a limit.</summary>
    public int MaxNumberOfRetries { get; }

    /// <summary>Window in milliseconds; -1 without one.</summary>
    public int WithinTimeRangeMilliseconds { get; }

    /// <inheritdoc />
    public override IDecider Decider { get; }

    /// <inheritdoc />
    public override void ProcessFailure(
        IActorContext context,
        bool restart,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        var now = context.System.Scheduler.MonotonicClock;
        var allowed = restart
            && children.All(one => one.RequestRestartPermission(MaxNumberOfRetries, WithinTimeRangeMilliseconds, now));
        foreach (var sibling in children)
        {
            if (allowed)
                RestartChild(sibling.Child, cause, suspendFirst: !child.Equals(sibling.Child));
            else
                context.Stop(sibling.Child);
        }
    }

    /// <inheritdoc />
    public override void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
    {
    }

    /// <inheritdoc />
    public bool Equals(AllForOneStrategy? other) => other is not null
        && MaxNumberOfRetries == other.MaxNumberOfRetries
        && WithinTimeRangeMilliseconds == other.WithinTimeRangeMilliseconds
        && Decider.Equals(other.Decider);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as AllForOneStrategy);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(MaxNumberOfRetries, WithinTimeRangeMilliseconds, Decider);

    /// <inheritdoc />
    protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);
}
