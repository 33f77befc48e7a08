namespace Akka.Actor;

/// <content>Hooks.</content>
public abstract partial class ActorBase
{
    /// <summary>Wraps <see cref="PreStart"/>.</summary>
    public virtual void AroundPreStart() => PreStart();

    /// <summary>Wraps <see cref="PreRestart"/>.</summary>
    public virtual void AroundPreRestart(Exception cause, object message) => PreRestart(cause, message);

    /// <summary>Wraps <see cref="PostRestart"/>.</summary>
    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    /// <summary>Wraps <see cref="PostStop"/>.</summary>
    public virtual void AroundPostStop() => PostStop();

    /// <summary>Called on the new instance before its first message.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>
    /// Called on the failed instance before it is replaced; <paramref name="message"/> is the one that failed, or <c>null</c>.
    /// </summary>
    /// <remarks>Stops all children and calls <see cref="PostStop"/>. An override that does not call this keeps the children:
    /// they are restarted.</remarks>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in _cell.GetChildren())
        {
            _cell.Unwatch(child);
            _cell.Stop(child);
        }

        PostStop();
    }

    /// <summary>Called on the instance that replaces a failed one. Calls <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>Called after the last message, when all children have stopped.</summary>
    protected virtual void PostStop()
    {
    }
}
