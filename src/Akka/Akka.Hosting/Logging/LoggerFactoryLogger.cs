using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Microsoft.Extensions.Logging;

namespace Akka.Hosting.Logging;

/// <summary>
/// Passes the log of an actor system on to Microsoft.Extensions.Logging. One per system and line in <c>akka.loggers</c>; stopped with
/// it. A provider that throws loses its entry and nothing else.
/// </summary>
public class LoggerFactoryLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private readonly Dictionary<Type, ILogger> _loggers = [];
    private readonly ILoggerFactory _factory;

    /// <exception cref="ConfigurationException">The system was made without <see cref="LoggerFactorySetup"/>.</exception>
    public LoggerFactoryLogger()
    {
        var setup = Context.System.Settings.Setup.Get<LoggerFactorySetup>();
        _factory = setup.HasValue
            ? setup.Value.LoggerFactory
            : throw new ConfigurationException(
                $"Cannot start the logger {nameof(LoggerFactoryLogger)}: the system [{Context.System.Name}] was made without a "
                + $"{nameof(LoggerFactorySetup)}. Add one to the setup that is given to ActorSystem.Create.");
    }

    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized(), Self);
                return true;
            case LogEvent entry:
                Log(entry);
                return true;
            default:
                return false;
        }
    }

    private static Microsoft.Extensions.Logging.LogLevel LevelOf(LogEvent entry) => entry.LogLevel() switch
    {
        Event.LogLevel.DebugLevel => Microsoft.Extensions.Logging.LogLevel.Debug,
        Event.LogLevel.InfoLevel => Microsoft.Extensions.Logging.LogLevel.Information,
        Event.LogLevel.WarningLevel => Microsoft.Extensions.Logging.LogLevel.Warning,
        _ => Microsoft.Extensions.Logging.LogLevel.Error,
    };

    private void Log(LogEvent entry)
    {
        try
        {
            if (!_loggers.TryGetValue(entry.LogClass, out var logger))
                _loggers[entry.LogClass] = logger = _factory.CreateLogger(entry.LogClass);
            logger.Log(LevelOf(entry), default, new EntryState(entry), entry.Cause, static (state, _) => state.ToString());
        }
        catch (Exception error)
        {
            // Not over the event stream, which would bring it back here.
            StandardOutLogger.PrintLogEvent(new Error(
                error, Self.Path.ToString(), GetType(), $"The logging provider failed; the entry was [{entry.Message}]."));
        }
    }
}
