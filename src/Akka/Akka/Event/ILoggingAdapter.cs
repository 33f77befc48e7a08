namespace Akka.Event;

/// <summary>Where code logs to. Thread-safe. See <see cref="LoggingExtensions"/> for the calls.</summary>
public interface ILoggingAdapter
{
    /// <summary>Makes texts of templates.</summary>
    ILogMessageFormatter Formatter { get; }

    /// <summary>Whether debug entries reach a logger.</summary>
    bool IsDebugEnabled { get; }

    /// <summary>Whether info entries reach a logger.</summary>
    bool IsInfoEnabled { get; }

    /// <summary>Whether warnings reach a logger.</summary>
    bool IsWarningEnabled { get; }

    /// <summary>Whether errors reach a logger.</summary>
    bool IsErrorEnabled { get; }

    /// <summary>Whether entries of a level reach a logger.</summary>
    bool IsEnabled(LogLevel logLevel);

    /// <summary>Logs a text, if the level is enabled.</summary>
    void Log(LogLevel logLevel, Exception? cause, string format);

    /// <summary>Logs a template with arguments, if the level is enabled.</summary>
    void Log(LogLevel logLevel, Exception? cause, LogMessage message);
}
