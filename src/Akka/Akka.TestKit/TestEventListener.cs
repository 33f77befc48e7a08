using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// The logger of test systems: applies the filters of the tests, then prints what is left. One per system. Without it in
/// <c>akka.loggers</c> event filters see nothing.
/// </summary>
public class TestEventListener : DefaultLogger
{
    private readonly List<EventFilterBase> _filters = [];

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger initialize:
                foreach (var channel in new[] { typeof(TestEvent), typeof(DeadLetter) })
                    initialize.LoggingBus.Subscribe(Context.Self, channel);
                return base.Receive(message);
            case Mute mute:
                _filters.AddRange(mute.Filters);
                return true;
            case Unmute unmute:
                _filters.RemoveAll(unmute.Filters.Contains);
                return true;
            case Internal.Flush flush:
                flush.Done.TrySetResult();
                return true;
            case LogEvent logEvent:
                if (!IsFiltered(logEvent))
                    Print(logEvent);
                return true;
            case DeadLetter letter:
                // Printing is left to the listener of dead letters, which is bounded.
                IsFiltered(new Warning(letter.Recipient.Path.ToString(), letter.Recipient.GetType(), letter));
                return true;
            default:
                return base.Receive(message);
        }
    }

    /// <summary>Prints an entry that no filter took.</summary>
    protected virtual void Print(LogEvent logEvent) => base.Receive(logEvent);

    private bool IsFiltered(LogEvent logEvent)
    {
        // Every filter counts the event, not only the first one.
        var filtered = false;
        foreach (var filter in _filters.ToArray())
            filtered |= filter.Apply(logEvent);
        return filtered;
    }
}
