namespace Akka.Actor;

/// <summary>
/// The handlers of one behaviour, tried in the order of declaration. After one that takes everything no further may be added:
/// it would never be reached.
/// </summary>
internal sealed class ReceiveHandlerList
{
    private ReceiveHandler[] _handlers = [];
    private int _count;
    private string? _catchAll;

    public void Add(ReceiveHandler handler, bool catchesAll, string what)
    {
        if (_catchAll is not null)
        {
            throw new InvalidOperationException(
                $"Cannot add {what}: the {_catchAll} before it takes every message. A handler that catches all must "
                    + "be the last one added.");
        }

        if (catchesAll)
            _catchAll = what;
        if (_count == _handlers.Length)
            Array.Resize(ref _handlers, Math.Max(2, _count * 2));
        _handlers[_count++] = handler;
    }

    public bool TryHandle(object message)
    {
        var handlers = _handlers;
        for (var i = 0; i < _count; i++)
        {
            if (handlers[i].TryHandle(message))
                return true;
        }

        return false;
    }
}
