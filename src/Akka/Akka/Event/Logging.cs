using Akka.Actor;

namespace Akka.Event;

/// <summary>Makes logging adapters; names of levels. Thread-safe.</summary>
public static class Logging
{
    /// <summary>Above every level.</summary>
    private const LogLevel OffLevel = (LogLevel)int.MaxValue;

    /// <summary>The name of the class of <paramref name="o"/>, without its namespace.</summary>
    public static string SimpleName(object o) => SimpleName(o.GetType());

    /// <summary>The name of <paramref name="t"/>, without its namespace.</summary>
    public static string SimpleName(Type t) => t.Name;

    /// <summary>The class of entries of a level.</summary>
    public static Type ClassFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => typeof(Debug),
        LogLevel.InfoLevel => typeof(Info),
        LogLevel.WarningLevel => typeof(Warning),
        LogLevel.ErrorLevel => typeof(Error),
        _ => throw new ArgumentException($"There is no log level [{logLevel}].", nameof(logLevel)),
    };

    /// <summary>The level as it is printed.</summary>
    public static string StringFor(this LogLevel logLevel) => logLevel switch
    {
        LogLevel.DebugLevel => "DEBUG",
        LogLevel.InfoLevel => "INFO",
        LogLevel.WarningLevel => "WARNING",
        LogLevel.ErrorLevel => "ERROR",
        _ => throw new ArgumentException($"There is no log level [{logLevel}].", nameof(logLevel)),
    };

    /// <summary>A logger whose source is the path of the actor. Call inside the actor; the result may be kept.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context, ILogMessageFormatter? logMessageFormatter = null) =>
        Make(context.System.EventStream, LogSource.Create(context), logMessageFormatter);

    /// <summary>A logger of <paramref name="logSourceObj"/>, see <see cref="LogSource"/>.</summary>
    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null) =>
        Make(system.EventStream, LogSource.Create(logSourceObj, system), logMessageFormatter);

    /// <summary>A logger of <paramref name="logSourceObj"/> on a bus.</summary>
    public static ILoggingAdapter GetLogger(
        LoggingBus loggingBus, object logSourceObj, ILogMessageFormatter? logMessageFormatter = null) =>
        Make(loggingBus, LogSource.Create(logSourceObj), logMessageFormatter);

    /// <summary>
    /// The level of a word of the configuration: DEBUG, INFO, WARNING, ERROR, OFF (nothing is logged), in any case. Throws
    /// <see cref="ArgumentException"/> for others.
    /// </summary>
    public static LogLevel LogLevelFor(string logLevel) => logLevel?.ToUpperInvariant() switch
    {
        "DEBUG" => LogLevel.DebugLevel,
        "INFO" => LogLevel.InfoLevel,
        "WARNING" => LogLevel.WarningLevel,
        "ERROR" => LogLevel.ErrorLevel,
        "OFF" => OffLevel,
        _ => throw new ArgumentException(
            $"There is no log level [{logLevel}]. Write DEBUG, INFO, WARNING, ERROR or OFF in akka.loglevel and akka.stdout-loglevel.",
            nameof(logLevel)),
    };

    /// <summary>The level of a class of entries.</summary>
    public static LogLevel LogLevelFor<T>()
        where T : LogEvent => typeof(T) switch
        {
            var type when type == typeof(Debug) => LogLevel.DebugLevel,
            var type when type == typeof(Info) => LogLevel.InfoLevel,
            var type when type == typeof(Warning) => LogLevel.WarningLevel,
            var type when type == typeof(Error) => LogLevel.ErrorLevel,
            var type => throw new ArgumentException($"There is no log level of [{type}]."),
        };

    private static BusLogging Make(LoggingBus bus, LogSource source, ILogMessageFormatter? formatter) =>
        new(bus, source.Source, source.Type, formatter ?? DefaultLogMessageFormatter.Instance);
}
