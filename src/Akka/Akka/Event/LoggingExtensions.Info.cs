namespace Akka.Event;

/// <content>Level <see cref="LogLevel.InfoLevel"/>.</content>
public static partial class LoggingExtensions
{
    /// <summary>Logs a text.</summary>
    public static void Info(this ILoggingAdapter log, string format) =>
        log.Log(LogLevel.InfoLevel, null, format);

    /// <summary>Logs a text about an exception.</summary>
    public static void Info(this ILoggingAdapter log, Exception? cause, string format) =>
        log.Log(LogLevel.InfoLevel, cause, format);

    /// <summary>Logs a template with an argument.</summary>
    public static void Info<T1>(this ILoggingAdapter log, string format, T1 arg1) =>
        log.Log(LogLevel.InfoLevel, null, format, arg1);

    /// <summary>Logs a template with an argument about an exception.</summary>
    public static void Info<T1>(this ILoggingAdapter log, Exception? cause, string format, T1 arg1) =>
        log.Log(LogLevel.InfoLevel, cause, format, arg1);

    /// <summary>Logs a template with two arguments.</summary>
    public static void Info<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2) =>
        log.Log(LogLevel.InfoLevel, null, format, arg1, arg2);

    /// <summary>Logs a template with two arguments about an exception.</summary>
    public static void Info<T1, T2>(this ILoggingAdapter log, Exception? cause, string format, T1 arg1, T2 arg2) =>
        log.Log(LogLevel.InfoLevel, cause, format, arg1, arg2);

    /// <summary>Logs a template with three arguments.</summary>
    public static void Info<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3) =>
        log.Log(LogLevel.InfoLevel, null, format, arg1, arg2, arg3);

    /// <summary>Logs a template with three arguments about an exception.</summary>
    public static void Info<T1, T2, T3>(this ILoggingAdapter log, Exception? cause, string format, T1 arg1, T2 arg2, T3 arg3) =>
        log.Log(LogLevel.InfoLevel, cause, format, arg1, arg2, arg3);

    /// <summary>Logs a template with four arguments.</summary>
    public static void Info<T1, T2, T3, T4>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        log.Log(LogLevel.InfoLevel, null, format, arg1, arg2, arg3, arg4);

    /// <summary>Logs a template with four arguments about an exception.</summary>
    public static void Info<T1, T2, T3, T4>(
        this ILoggingAdapter log, Exception? cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        log.Log(LogLevel.InfoLevel, cause, format, arg1, arg2, arg3, arg4);

    /// <summary>Logs a template with five arguments.</summary>
    public static void Info<T1, T2, T3, T4, T5>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) =>
        log.Log(LogLevel.InfoLevel, null, format, arg1, arg2, arg3, arg4, arg5);

    /// <summary>Logs a template with five arguments about an exception.</summary>
    public static void Info<T1, T2, T3, T4, T5>(
        this ILoggingAdapter log, Exception? cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) =>
        log.Log(LogLevel.InfoLevel, cause, format, arg1, arg2, arg3, arg4, arg5);

    /// <summary>Logs a template with six arguments.</summary>
    public static void Info<T1, T2, T3, T4, T5, T6>(
        this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6) =>
        log.Log(LogLevel.InfoLevel, null, format, arg1, arg2, arg3, arg4, arg5, arg6);

    /// <summary>Logs a template with six arguments about an exception.</summary>
    public static void Info<T1, T2, T3, T4, T5, T6>(
        this ILoggingAdapter log, Exception? cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6) =>
        log.Log(LogLevel.InfoLevel, cause, format, arg1, arg2, arg3, arg4, arg5, arg6);

    /// <summary>Logs a template with arguments about an exception.</summary>
    public static void Info(this ILoggingAdapter log, Exception? cause, string format, object?[] args) =>
        log.Log(LogLevel.InfoLevel, cause, format, args);

    /// <summary>Logs a template with arguments.</summary>
    public static void Info(this ILoggingAdapter log, string format, object?[] args) =>
        log.Log(LogLevel.InfoLevel, null, format, args);
}
