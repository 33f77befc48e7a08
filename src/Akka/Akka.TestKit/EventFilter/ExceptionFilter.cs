using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Errors about an exception of a class; the text may be that of the entry or that of the exception.</summary>
internal sealed class ExceptionFilter : EventFilterBase
{
    private readonly Type _exceptionType;
    private readonly bool _checkInnerExceptions;

    public ExceptionFilter(Type exceptionType, IStringMatcher messageMatcher, IStringMatcher sourceMatcher, bool checkInnerExceptions)
        : base(messageMatcher, sourceMatcher)
    {
        _exceptionType = exceptionType;
        _checkInnerExceptions = checkInnerExceptions;
    }

    protected override string FilterDescriptiveName => $"ERROR about a {_exceptionType.Name}";

    protected override bool IsMatch(LogEvent logEvent) =>
        logEvent is Error && logEvent.Cause is { } cause && IsMatch(logEvent, cause);

    private bool IsMatch(LogEvent logEvent, Exception cause)
    {
        if (_exceptionType.IsInstanceOfType(cause)
            && (InternalDoMatch(logEvent.LogSource, logEvent.Message) || InternalDoMatch(logEvent.LogSource, cause.Message)))
        {
            return true;
        }

        if (!_checkInnerExceptions)
            return false;
        return cause is AggregateException many
            ? many.Flatten().InnerExceptions.Any(inner => IsMatch(logEvent, inner))
            : cause.InnerException is { } one && IsMatch(logEvent, one);
    }
}
