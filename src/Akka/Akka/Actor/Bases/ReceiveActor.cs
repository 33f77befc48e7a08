using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>
/// An actor that declares a handler for each kind of message, in its constructor and in the methods given to <c>Become</c>.
/// </summary>
public abstract partial class ReceiveActor : UntypedActor, IInitializableActor
{
    private ReceiveHandlerList? _configuring = new();
    private ReceiveHandlerList? _initial;

    void IInitializableActor.Init()
    {
        _initial = _configuring;
        _configuring = null;
    }

    /// <summary>Bound to the actor and not to its handlers: an idle actor has no closure.</summary>
    internal override Receive InitialBehavior() => HandleInitially;

    /// <inheritdoc />
    protected sealed override void OnReceive(object message)
    {
        if (!_initial!.TryHandle(message))
            Unhandled(message);
    }

    /// <summary>Replaces the current behaviour by the handlers that <paramref name="configure"/> declares.</summary>
    protected void Become(Action configure)
    {
        var handlers = Configure(configure);
        Context.Become(new Receive(message => Handle(handlers, message)));
    }

    /// <summary>Puts the handlers that <paramref name="configure"/> declares over the current behaviour.</summary>
    protected void BecomeStacked(Action configure)
    {
        var handlers = Configure(configure);
        Context.BecomeStacked(new Receive(message => Handle(handlers, message)));
    }

    private bool HandleInitially(object message) => Handle(_initial!, message);

    private bool Handle(ReceiveHandlerList handlers, object message)
    {
        if (!handlers.TryHandle(message))
            Unhandled(message);
        return true;
    }

    private ReceiveHandlerList Configure(Action configure)
    {
        var outer = _configuring;
        var handlers = new ReceiveHandlerList();
        _configuring = handlers;
        try
        {
            configure();
        }
        finally
        {
            _configuring = outer;
        }

        return handlers;
    }

    private void Add(ReceiveHandler handler, bool catchesAll, string what)
    {
        if (_configuring is null)
        {
            throw new InvalidOperationException(
                "You may only call Receive-methods when constructing the actor and inside Become().");
        }

        _configuring.Add(handler, catchesAll, what);
    }

    private static void RunAsync<T>(Func<T, Task> handler, T message) => ActorTaskScheduler.RunTask(() => handler(message));
}
