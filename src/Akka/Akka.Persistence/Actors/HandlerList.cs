namespace Akka.Persistence;

/// <summary>Handlers in the order they were added; the first that takes a message handles it.</summary>
internal sealed class HandlerList
{
    private readonly List<Func<object, bool>> _handlers = [];
    private bool _takesAny;

    /// <exception cref="InvalidOperationException">A handler for any message is there already, so this one would never run.</exception>
    public void Add(Func<object, bool> handler, bool takesAny = false)
    {
        if (_takesAny)
            throw new InvalidOperationException("A handler for any message is already there; handlers added after it would never run.");
        _handlers.Add(handler);
        _takesAny = takesAny;
    }

    public void Add<T>(Action<T> handler, Predicate<T>? shouldHandle) => Add(
        message =>
        {
            if (message is not T typed || (shouldHandle is not null && !shouldHandle(typed)))
                return false;
            handler(typed);
            return true;
        },
        takesAny: shouldHandle is null && typeof(T) == typeof(object));

    public void Add<T>(Func<T, bool> handler) => Add(message => message is T typed && handler(typed));

    public void Add(Type type, Action<object> handler, Predicate<object>? shouldHandle) => Add(
        message =>
        {
            if (!type.IsInstanceOfType(message) || (shouldHandle is not null && !shouldHandle(message)))
                return false;
            handler(message);
            return true;
        },
        takesAny: shouldHandle is null && type == typeof(object));

    public void Add(Type type, Func<object, bool> handler) => Add(message => type.IsInstanceOfType(message) && handler(message));

    public bool Handle(object message)
    {
        foreach (var handler in _handlers)
        {
            if (handler(message))
                return true;
        }

        return false;
    }
}
