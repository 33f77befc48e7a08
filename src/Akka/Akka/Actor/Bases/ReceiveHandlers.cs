namespace Akka.Actor;

/// <summary>One handler of a <see cref="ReceiveActor"/>.</summary>
internal abstract class ReceiveHandler
{
    /// <summary>Handles <paramref name="message"/> if it is of this handler; false when it is not.</summary>
    public abstract bool TryHandle(object message);
}

internal sealed class TypedHandler<T>(Action<T> handler) : ReceiveHandler
{
    public override bool TryHandle(object message)
    {
        if (message is not T typed)
            return false;
        handler(typed);
        return true;
    }
}

internal sealed class GuardedHandler<T>(Action<T> handler, Predicate<T> shouldHandle) : ReceiveHandler
{
    public override bool TryHandle(object message)
    {
        if (message is not T typed || !shouldHandle(typed))
            return false;
        handler(typed);
        return true;
    }
}

internal sealed class DecidingHandler<T>(Func<T, bool> handler) : ReceiveHandler
{
    public override bool TryHandle(object message) => message is T typed && handler(typed);
}

internal sealed class RuntimeTypeHandler(Type type, Func<object, bool> handler) : ReceiveHandler
{
    public override bool TryHandle(object message) => type.IsInstanceOfType(message) && handler(message);
}
