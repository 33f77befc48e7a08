namespace Akka.Event;

/// <summary>Logs to a bus, on which the loggers are subscribed. Thread-safe.</summary>
public sealed class BusLogging : LoggingAdapterBase
{
    /// <summary>An adapter of <paramref name="logSource"/>.</summary>
    public BusLogging(LoggingBus bus, string logSource, Type logClass, ILogMessageFormatter logMessageFormatter)
        : base(logMessageFormatter)
    {
        Bus = bus;
        LogSource = logSource;
        LogClass = logClass;
    }

    /// <summary>The bus.</summary>
    public LoggingBus Bus { get; }

    /// <summary>The class that logs.</summary>
    public Type LogClass { get; }

    /// <summary>Who logs.</summary>
    public string LogSource { get; }

    /// <inheritdoc />
    public override bool IsDebugEnabled => Bus.LogLevel <= LogLevel.DebugLevel;

    /// <inheritdoc />
    public override bool IsInfoEnabled => Bus.LogLevel <= LogLevel.InfoLevel;

    /// <inheritdoc />
    public override bool IsWarningEnabled => Bus.LogLevel <= LogLevel.WarningLevel;

    /// <inheritdoc />
    public override bool IsErrorEnabled => Bus.LogLevel <= LogLevel.ErrorLevel;

    /// <inheritdoc />
    protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null) =>
        Bus.Publish(logLevel switch
        {
            LogLevel.DebugLevel => new Debug(cause, LogSource, LogClass, message),
            LogLevel.InfoLevel => new Info(cause, LogSource, LogClass, message),
            LogLevel.WarningLevel => new Warning(cause, LogSource, LogClass, message),
            _ => new Error(cause, LogSource, LogClass, message),
        });
}
