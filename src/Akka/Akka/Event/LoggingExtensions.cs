namespace Akka.Event;

/// <summary>
/// The calls by which code logs. Templates take positional holes, <c>{0}</c>, and named ones, <c>{Name}</c>. When the level is off
/// nothing is formatted and no array is made.
/// </summary>
public static partial class LoggingExtensions
{
    /// <summary>Logs a text.</summary>
    public static void Log(this ILoggingAdapter log, LogLevel level, string format) => log.Log(level, null, format);

    /// <summary>Logs a template with arguments.</summary>
    public static void Log(this ILoggingAdapter log, LogLevel level, string format, object?[] args) => log.Log(level, null, format, args);

    /// <summary>Logs a template with arguments about an exception.</summary>
    public static void Log(this ILoggingAdapter log, LogLevel level, Exception? cause, string format, object?[] args)
    {
        if (log.IsEnabled(level))
            log.Log(level, cause, new DefaultLogMessage(log.Formatter, format, args));
    }

    /// <summary>Logs a template with an argument.</summary>
    public static void Log<T1>(
        this ILoggingAdapter log, LogLevel logLevel, Exception? cause, string format, T1 arg1)
    {
        if (log.IsEnabled(logLevel))
            log.Log(logLevel, cause, new DefaultLogMessage(log.Formatter, format, arg1));
    }

    /// <summary>Logs a template with two arguments.</summary>
    public static void Log<T1, T2>(
        this ILoggingAdapter log, LogLevel logLevel, Exception? cause, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(logLevel))
            log.Log(logLevel, cause, new DefaultLogMessage(log.Formatter, format, arg1, arg2));
    }

    /// <summary>Logs a template with three arguments.</summary>
    public static void Log<T1, T2, T3>(
        this ILoggingAdapter log, LogLevel logLevel, Exception? cause, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(logLevel))
            log.Log(logLevel, cause, new DefaultLogMessage(log.Formatter, format, arg1, arg2, arg3));
    }

    /// <summary>Logs a template with four arguments.</summary>
    public static void Log<T1, T2, T3, T4>(
        this ILoggingAdapter log, LogLevel logLevel, Exception? cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(logLevel))
            log.Log(logLevel, cause, new DefaultLogMessage(log.Formatter, format, arg1, arg2, arg3, arg4));
    }

    /// <summary>Logs a template with five arguments.</summary>
    public static void Log<T1, T2, T3, T4, T5>(
        this ILoggingAdapter log, LogLevel logLevel, Exception? cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(logLevel))
            log.Log(logLevel, cause, new DefaultLogMessage(log.Formatter, format, arg1, arg2, arg3, arg4, arg5));
    }

    /// <summary>Logs a template with six arguments.</summary>
    public static void Log<T1, T2, T3, T4, T5, T6>(
        this ILoggingAdapter log, LogLevel logLevel, Exception? cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(logLevel))
            log.Log(logLevel, cause, new DefaultLogMessage(log.Formatter, format, arg1, arg2, arg3, arg4, arg5, arg6));
    }
}
