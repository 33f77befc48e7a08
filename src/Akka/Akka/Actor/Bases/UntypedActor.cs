using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>An actor that gets its messages as objects.</summary>
public abstract class UntypedActor : ActorBase
{
    /// <summary>The context. Throws <see cref="NotSupportedException"/> outside of message handling.</summary>
    protected static new IUntypedActorContext Context => ActorCell.Current ?? throw NoContext();

    /// <inheritdoc />
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Runs <paramref name="action"/> in the actor's context.</summary>
    protected void RunTask(Action action) => ActorTaskScheduler.RunTask(action);

    /// <summary>Runs <paramref name="action"/> in the actor's context; no further message is handled until it is complete.</summary>
    protected void RunTask(Func<Task> action) => ActorTaskScheduler.RunTask(action);

    /// <summary>Handles a message. Call <c>Unhandled</c> for one that is not understood.</summary>
    protected abstract void OnReceive(object message);

    /// <summary>Replaces the current behaviour.</summary>
    protected void Become(UntypedReceive receive) => Context.Become(receive);

    /// <summary>Puts a behaviour over the current one.</summary>
    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}
