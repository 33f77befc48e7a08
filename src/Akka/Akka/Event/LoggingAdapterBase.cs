namespace Akka.Event;

/// <summary>Checks the level, then notifies. Thread-safe.</summary>
public abstract class LoggingAdapterBase : ILoggingAdapter
{
    /// <summary>An adapter that formats with <paramref name="logMessageFormatter"/>.</summary>
    protected LoggingAdapterBase(ILogMessageFormatter logMessageFormatter)
    {
        Formatter = logMessageFormatter ?? throw new ArgumentNullException(nameof(logMessageFormatter));
    }

    /// <inheritdoc />
    public ILogMessageFormatter Formatter { get; }

    /// <inheritdoc />
    public abstract bool IsDebugEnabled { get; }

    /// <inheritdoc />
    public abstract bool IsInfoEnabled { get; }

    /// <inheritdoc />
    public abstract bool IsWarningEnabled { get; }

    /// <inheritdoc />
    public abstract bool IsErrorEnabled { get; }

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => IsDebugEnabled,
        LogLevel.InfoLevel => IsInfoEnabled,
        LogLevel.WarningLevel => IsWarningEnabled,
        LogLevel.ErrorLevel => IsErrorEnabled,
        _ => throw new NotSupportedException($"There is no log level [{logLevel}]."),
    };

    /// <inheritdoc />
    public virtual void Log(LogLevel logLevel, Exception? cause, string format)
    {
        if (IsEnabled(logLevel))
            NotifyLog(logLevel, format, cause);
    }

    /// <inheritdoc />
    public virtual void Log(LogLevel logLevel, Exception? cause, LogMessage message)
    {
        if (IsEnabled(logLevel))
            NotifyLog(logLevel, message, cause);
    }

    /// <summary>Passes an entry on; the level is enabled.</summary>
    protected abstract void NotifyLog(LogLevel logLevel, object message, Exception? cause = null);
}
