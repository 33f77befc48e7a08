namespace Akka.Event;

/// <summary>An entry of level <see cref="LogLevel.DebugLevel"/>.</summary>
public class Debug : LogEvent
{
    /// <summary>An entry without an exception.</summary>
    public Debug(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    /// <summary>An entry about an exception.</summary>
    public Debug(Exception? cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.DebugLevel;
}
