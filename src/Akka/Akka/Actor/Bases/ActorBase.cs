using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// The base of all actors. An instance is made by the engine, handles one message at a time and is replaced at a restart; the
/// reference stays.
/// </summary>
public abstract partial class ActorBase : IInternalActor
{
    private readonly ActorCell _cell;
    private SupervisorStrategy? _supervisorStrategy;

    /// <summary>Called by the engine only. Throws <see cref="ActorInitializationException"/> when <c>new</c> is used by others.</summary>
    protected ActorBase()
    {
        _cell = ActorCell.Current ?? throw new ActorInitializationException(
            $"You cannot create an instance of {GetType().FullName} explicitly using the constructor (new). "
            + "Use one of the 'ActorOf' factory methods with Props instead.");
        if (_cell.Actor is not null && ReferenceEquals(_cell.Actor, this))
            throw new ActorInitializationException(_cell.Self, "The instance is in use already.");
    }

    IActorContext IInternalActor.ActorContext => _cell;

    internal SupervisorStrategy SupervisorStrategyInternal =>
        _supervisorStrategy ??= _cell.Props.SupervisorStrategy ?? SupervisorStrategy();

    internal ActorCell Cell => _cell;

    /// <summary>The sender of the current message; the dead letters when there is none.</summary>
    protected IActorRef Sender => Context.Sender;

    /// <summary>The actor itself. May be used on any thread.</summary>
    protected IActorRef Self => _cell.Self;

    /// <summary>
    /// The context. Throws <see cref="NotSupportedException"/> outside of message handling, such as after an await that left the
    /// actor.
    /// </summary>
    protected static IActorContext Context => ActorCell.Current ?? throw NoContext();

    /// <summary>A behaviour that handles nothing.</summary>
    protected static Receive EmptyReceive { get; } = static _ => false;

    /// <summary>The behaviour of a new instance.</summary>
    internal virtual Receive InitialBehavior() => Receive;

    internal void AroundReceiveInternal(Receive receive, object message) => AroundReceive(receive, message);

    internal static NotSupportedException NoContext() => new(
        "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    /// <summary>Handles one message with <paramref name="receive"/>; may be overridden to come before or after all behaviours.</summary>
    protected virtual bool AroundReceive(Receive receive, object message)
    {
        var handled = receive(message);
        if (_cell.SystemImpl.Settings.AddLoggingReceive && this is ILogReceive)
            _cell.PublishDebug($"received {(handled ? "handled" : "unhandled")} message {message} from {_cell.Sender.Path}");
        if (!handled)
            Unhandled(message);
        return handled;
    }

    /// <summary>Handles a message; false when it is not handled.</summary>
    protected abstract bool Receive(object message);

    /// <summary>
    /// Called with a message that was not handled: publishes it, and throws <see cref="DeathPactException"/> for <see
    /// cref="Terminated"/>.
    /// </summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);
        _cell.System.EventStream.Publish(new UnhandledMessage(message, _cell.Sender, Self));
    }

    /// <summary>Replaces the current behaviour.</summary>
    protected void Become(Receive receive) => Context.Become(receive);

    /// <summary>Puts a behaviour over the current one.</summary>
    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    /// <summary>Goes back to the behaviour below, or to the first one.</summary>
    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    /// <summary>See <see cref="IActorContext.SetReceiveTimeout"/>.</summary>
    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    /// <summary>The strategy for the children; asked for once per instance.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;
}
