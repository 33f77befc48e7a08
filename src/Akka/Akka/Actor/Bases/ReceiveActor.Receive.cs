namespace Akka.Actor;

/// <content>Declaring handlers.</content>
public abstract partial class ReceiveActor
{
    /// <summary>Handles messages of type <typeparamref name="T"/> for which <paramref name="shouldHandle"/> holds.</summary>
    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) =>
        Add(
            shouldHandle is null ? new TypedHandler<T>(handler) : new GuardedHandler<T>(handler, shouldHandle),
            shouldHandle is null && typeof(T) == typeof(object),
            $"Receive<{typeof(T).Name}>");

    /// <summary>Handles messages of type <typeparamref name="T"/> for which <paramref name="shouldHandle"/> holds.</summary>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>Handles messages of <paramref name="messageType"/> for which <paramref name="shouldHandle"/> holds.</summary>
    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null) =>
        Add(
            new RuntimeTypeHandler(messageType, message =>
            {
                if (shouldHandle is not null && !shouldHandle(message))
                    return false;
                handler(message);
                return true;
            }),
            shouldHandle is null && messageType == typeof(object),
            $"Receive({messageType.Name})");

    /// <summary>Handles messages of <paramref name="messageType"/> for which <paramref name="shouldHandle"/> holds.</summary>
    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    /// <summary>
    /// Handles messages of type <typeparamref name="T"/>; <paramref name="handler"/> returns false for those it leaves to the
    /// next.
    /// </summary>
    protected void Receive<T>(Func<T, bool> handler) => Add(new DecidingHandler<T>(handler), false, $"Receive<{typeof(T).Name}>");

    /// <summary>
    /// Handles messages of <paramref name="messageType"/>; <paramref name="handler"/> returns false for those it leaves to the
    /// next.
    /// </summary>
    protected void Receive(Type messageType, Func<object, bool> handler) =>
        Add(new RuntimeTypeHandler(messageType, handler), false, $"Receive({messageType.Name})");

    /// <summary>Handles every message. The last handler of a behaviour.</summary>
    protected void ReceiveAny(Action<object> handler) => Add(new TypedHandler<object>(handler), true, "ReceiveAny");

    /// <summary>
    /// As <see cref="Receive{T}(Action{T}, Predicate{T})"/>, asynchronously: no other message is handled until the task is
    /// complete.
    /// </summary>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null) =>
        Receive(new Action<T>(message => RunAsync(handler, message)), shouldHandle);

    /// <summary>As <see cref="Receive{T}(Action{T}, Predicate{T})"/>, asynchronously.</summary>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    /// <summary>As <see cref="Receive(Type, Action{object}, Predicate{object})"/>, asynchronously.</summary>
    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null) =>
        Receive(messageType, new Action<object>(message => RunAsync(handler, message)), shouldHandle);

    /// <summary>As <see cref="Receive(Type, Action{object}, Predicate{object})"/>, asynchronously.</summary>
    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    /// <summary>As <see cref="ReceiveAny"/>, asynchronously.</summary>
    protected void ReceiveAnyAsync(Func<object, Task> handler) => ReceiveAny(message => RunAsync(handler, message));
}
