namespace Akka.Event;

/// <summary>An entry of level <see cref="LogLevel.WarningLevel"/>.</summary>
public class Warning : LogEvent
{
    /// <summary>An entry without an exception.</summary>
    public Warning(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    /// <summary>An entry about an exception.</summary>
    public Warning(Exception? cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.WarningLevel;
}
