using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Entries of one level.</summary>
internal sealed class LogLevelFilter : EventFilterBase
{
    private readonly LogLevel _level;

    public LogLevelFilter(LogLevel level, IStringMatcher messageMatcher, IStringMatcher sourceMatcher)
        : base(messageMatcher, sourceMatcher)
    {
        _level = level;
    }

    protected override string FilterDescriptiveName => _level.StringFor();

    protected override bool IsMatch(LogEvent logEvent) =>
        logEvent.LogLevel() == _level && logEvent.Message is not AllDeadLetters && InternalDoMatch(logEvent.LogSource, logEvent.Message);
}
