namespace Akka.Event;

/// <summary>An entry of level <see cref="LogLevel.InfoLevel"/>.</summary>
public class Info : LogEvent
{
    /// <summary>An entry without an exception.</summary>
    public Info(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    /// <summary>An entry about an exception.</summary>
    public Info(Exception? cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.InfoLevel;
}
