using Akka.Event;

namespace Akka.TestKit;

/// <summary>Called when an event has passed a filter.</summary>
public delegate void EventMatched(EventFilterBase eventFilter, LogEvent logEvent);

/// <summary>A condition on entries of the log. Thread-safe.</summary>
public abstract class EventFilterBase
{
    private readonly IStringMatcher _messageMatcher;
    private readonly IStringMatcher _sourceMatcher;

    /// <summary>A condition on the text and the source.</summary>
    protected EventFilterBase(IStringMatcher? messageMatcher, IStringMatcher? sourceMatcher)
    {
        _messageMatcher = messageMatcher ?? Internal.StringMatcher.All;
        _sourceMatcher = sourceMatcher ?? Internal.StringMatcher.All;
    }

    /// <summary>Raised for every event that fits, on the thread of the logger.</summary>
    public event EventMatched? EventMatched;

    /// <summary>What the filter takes, for people.</summary>
    protected abstract string FilterDescriptiveName { get; }

    /// <summary>Whether <paramref name="logEvent"/> fits; raises <see cref="EventMatched"/> when it does.</summary>
    public bool Apply(LogEvent logEvent)
    {
        if (!IsMatch(logEvent))
            return false;
        EventMatched?.Invoke(this, logEvent);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => $"{FilterDescriptiveName} with message {_messageMatcher} and {_sourceMatcher}";

    /// <summary>Whether <paramref name="logEvent"/> fits.</summary>
    protected abstract bool IsMatch(LogEvent logEvent);

    /// <summary>Whether a source and a text fit.</summary>
    protected bool InternalDoMatch(string source, object message) =>
        _sourceMatcher.IsMatch(source) && _messageMatcher.IsMatch(message?.ToString() ?? "null");
}
