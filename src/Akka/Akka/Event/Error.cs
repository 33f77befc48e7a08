namespace Akka.Event;

/// <summary>An entry of level <see cref="LogLevel.ErrorLevel"/>.</summary>
public class Error : LogEvent
{
    /// <summary>An entry; <paramref name="cause"/> may be <c>null</c>.</summary>
    public Error(Exception? cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    /// <inheritdoc />
    public override LogLevel LogLevel() => Event.LogLevel.ErrorLevel;
}
