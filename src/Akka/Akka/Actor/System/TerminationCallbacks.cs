using Akka.Event;

namespace Akka.Actor.Internal;

/// <summary>Code to run once when the system has ended, in the reverse order of registration. Thread-safe.</summary>
internal sealed class TerminationCallbacks
{
    private readonly Stack<Action> _callbacks = new();
    private readonly ILoggingAdapter _log;
    private bool _done;

    public TerminationCallbacks(ILoggingAdapter log)
    {
        _log = log;
    }

    /// <summary>Adds <paramref name="code"/>. Throws <see cref="InvalidOperationException"/> when it is too late.</summary>
    public void Add(Action code)
    {
        lock (_callbacks)
        {
            if (_done)
                throw new InvalidOperationException("Cannot register code for the end of the actor system: it has ended.");
            _callbacks.Push(code);
        }
    }

    public void Run()
    {
        Action[] callbacks;
        lock (_callbacks)
        {
            _done = true;
            callbacks = [.. _callbacks];
            _callbacks.Clear();
        }

        foreach (var callback in callbacks)
        {
            try
            {
                callback();
            }
            catch (Exception error)
            {
                _log.Error(error, "Code registered for the end of the actor system failed.");
            }
        }
    }
}
