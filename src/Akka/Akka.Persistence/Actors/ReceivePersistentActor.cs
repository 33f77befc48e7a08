using Akka.Actor;

namespace Akka.Persistence;

/// <summary>
/// A persistent actor whose handlers are declared by type, in its constructor or in the action given to Become. The first
/// handler that fits takes the message; a message without one goes to Unhandled.
/// </summary>
public abstract class ReceivePersistentActor : UntypedPersistentActor, IInitializableActor
{
    private readonly HandlerList _recover = new();
    private readonly HandlerList _initial = new();
    private HandlerList _configured;

    protected ReceivePersistentActor()
    {
        _configured = _initial;
    }

    void IInitializableActor.Init()
    {
    }

    /// <summary>Replaces the command handlers by those that <paramref name="configure"/> declares.</summary>
    protected void Become(Action configure) => Context.Become(Configured(configure));

    /// <summary>Puts the command handlers that <paramref name="configure"/> declares over the current ones.</summary>
    protected void BecomeStacked(Action configure) => Context.BecomeStacked(Configured(configure));

    protected sealed override void OnCommand(object message)
    {
        if (!_initial.Handle(message))
            Unhandled(message);
    }

    protected sealed override void OnRecover(object message)
    {
        if (!_recover.Handle(message))
            Unhandled(message);
    }

    protected void Recover<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => Recovering().Add(handler, shouldHandle);

    protected void Recover<T>(Predicate<T> shouldHandle, Action<T> handler) => Recovering().Add(handler, shouldHandle);

    protected void Recover(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Recovering().Add(messageType, handler, shouldHandle);

    protected void Recover(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Recovering().Add(messageType, handler, shouldHandle);

    protected void Recover<T>(Func<T, bool> handler) => Recovering().Add(handler);

    protected void Recover(Type messageType, Func<object, bool> handler) => Recovering().Add(messageType, handler);

    protected void RecoverAny(Action<object> handler) => Recovering().Add<object>(handler, null);

    protected void CommandAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        _configured.Add<T>(message => RunTask(() => handler(message)), shouldHandle);

    protected void CommandAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => CommandAsync(handler, shouldHandle);

    protected void CommandAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        _configured.Add(messageType, message => RunTask(() => handler(message)), shouldHandle);

    protected void CommandAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        CommandAsync(messageType, handler, shouldHandle);

    protected void CommandAnyAsync(Func<object, Task> handler) => CommandAsync(handler);

    protected void Command<T>(Action<T> handler, Predicate<T>? shouldHandle = null) => _configured.Add(handler, shouldHandle);

    protected void Command<T>(Predicate<T> shouldHandle, Action<T> handler) => _configured.Add(handler, shouldHandle);

    protected void Command(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        _configured.Add(messageType, handler, shouldHandle);

    protected void Command(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        _configured.Add(messageType, handler, shouldHandle);

    protected void Command<T>(Func<T, bool> handler) => _configured.Add(handler);

    protected void Command(Type messageType, Func<object, bool> handler) => _configured.Add(messageType, handler);

    protected void Command(Action<object> handler) => CommandAny(handler);

    protected void CommandAny(Action<object> handler) => _configured.Add<object>(handler, null);

    private HandlerList Recovering() => ReferenceEquals(_configured, _initial)
        ? _recover
        : throw new InvalidOperationException("Recover handlers are declared in the constructor, not in Become.");

    private Receive Configured(Action configure)
    {
        var handlers = new HandlerList();
        var outer = _configured;
        _configured = handlers;
        try
        {
            configure();
        }
        finally
        {
            _configured = outer;
        }

        return handlers.Handle;
    }
}
