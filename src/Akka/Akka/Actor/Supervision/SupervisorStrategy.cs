using Akka.Event;

namespace Akka.Actor;

/// <summary>What a supervisor does when children fail. Thread-safe when its decider is.</summary>
public abstract class SupervisorStrategy
{
    /// <summary>The default decider.</summary>
    public static readonly IDecider DefaultDecider = new DefaultDecider();

    /// <summary>One for one with the default decider.</summary>
    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    /// <summary>One for one, always stop.</summary>
    public static readonly OneForOneStrategy StoppingStrategy = new(new StoppingDecider());

    /// <summary>A strategy that logs.</summary>
    protected SupervisorStrategy()
    {
        LoggingEnabled = true;
    }

    /// <summary>Chooses the directive.</summary>
    public abstract IDecider Decider { get; }

    /// <summary>Whether failures are logged.</summary>
    protected bool LoggingEnabled { get; set; }

    /// <summary>Carries out the decision; false when the failure is to be escalated.</summary>
    public bool HandleFailure(
        ActorCell actorCell,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        var directive = Handle(child, cause);
        switch (directive)
        {
            case Directive.Escalate:
                LogFailure(actorCell, child, cause, directive);
                return false;
            case Directive.Resume:
                LogFailure(actorCell, child, cause, directive);
                ResumeChild(child, cause);
                return true;
            case Directive.Restart:
                LogFailure(actorCell, child, cause, directive);
                ProcessFailure(actorCell, true, child, cause, stats, children);
                return true;
            default:
                LogFailure(actorCell, child, cause, directive);
                ProcessFailure(actorCell, false, child, cause, stats, children);
                return true;
        }
    }

    /// <summary>Restarts or stops the child, and its siblings if the strategy says so.</summary>
    public abstract void ProcessFailure(
        IActorContext context,
        bool restart,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children);

    /// <summary>Called when a child has stopped.</summary>
    public abstract void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children);

    /// <summary>Decides.</summary>
    protected abstract Directive Handle(IActorRef child, Exception exception);

    /// <summary>Restarts <paramref name="child"/>; one that did not fail itself has to be suspended first.</summary>
    protected void RestartChild(IActorRef child, Exception cause, bool suspendFirst)
    {
        var target = (IInternalActorRef)child;
        if (suspendFirst)
            target.Suspend();
        target.Restart(cause);
    }

    /// <summary>Lets <paramref name="child"/> go on.</summary>
    protected void ResumeChild(IActorRef child, Exception exception) => ((IInternalActorRef)child).Resume(exception);

    /// <summary>Publishes the failure: a warning for a resume, an error for a restart or stop, nothing for an escalation.</summary>
    protected virtual void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        if (!LoggingEnabled || directive == Directive.Escalate)
            return;
        var text = cause is ActorInitializationException && cause.InnerException is { } inner ? inner.Message : cause.Message;
        var source = child.Path.ToString();
        LogEvent entry = directive == Directive.Resume
            ? new Warning(cause, source, GetType(), text)
            : new Error(cause, source, GetType(), text);
        context.System.EventStream.Publish(entry);
    }

    /// <summary>A limit as the strategies keep it: -1 without one.</summary>
    private protected static int RetriesOrUnlimited(int? retries) => retries is { } limit && limit >= 0 ? limit : -1;

    /// <summary>A window as the strategies keep it, in milliseconds: -1 without one.</summary>
    private protected static int WindowOrUnlimited(TimeSpan? window) =>
        window is { } span && span != Timeout.InfiniteTimeSpan ? (int)Math.Min(int.MaxValue, span.TotalMilliseconds) : -1;
}
