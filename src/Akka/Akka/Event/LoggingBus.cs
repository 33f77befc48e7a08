using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Util;

namespace Akka.Event;

/// <summary>A bus whose events are told apart by their class, with the loggers of a system on it. Thread-safe.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private static readonly LogLevel[] AllLevels =
        [LogLevel.DebugLevel, LogLevel.InfoLevel, LogLevel.WarningLevel, LogLevel.ErrorLevel];

    private readonly Lock _loggersLock = new();
    private readonly List<IActorRef> _loggers = [];
    private volatile LogLevel _logLevel = LogLevel.ErrorLevel;
    private int _loggerCount;

    /// <summary>Entries below this level are not published.</summary>
    public LogLevel LogLevel => _logLevel;

    /// <summary>Prints to the console until the loggers of the system have started.</summary>
    public void StartStdoutLogger(Settings config) => SetUpStdoutLogger(config);

    /// <summary>Entries of <paramref name="logLevel"/> and worse reach the loggers, others do not.</summary>
    public void SetLogLevel(LogLevel logLevel)
    {
        lock (_loggersLock)
        {
            _logLevel = logLevel;
            foreach (var logger in _loggers)
            {
                foreach (var level in AllLevels)
                {
                    if (level >= logLevel)
                        Subscribe(logger, level.ClassFor());
                    else
                        Unsubscribe(logger, level.ClassFor());
                }
            }
        }
    }

    /// <summary>Starts the loggers that <c>akka.loggers</c> names and takes the console logger of the start off.</summary>
    internal void StartDefaultLoggers(ActorSystemImpl system)
    {
        var settings = system.Settings;
        var level = Logging.LogLevelFor(settings.LogLevel);
        var keepStdout = false;
        foreach (var name in settings.Loggers)
        {
            var type = ConfiguredType.Find(name, $"the logger [{name}] in akka.loggers");
            if (typeof(MinimalLogger).IsAssignableFrom(type))
                keepStdout = true;
            else
                AddLogger(system, type, level);
        }

        SetLogLevel(level);
        if (settings.DebugUnhandledMessage)
            StartUnhandledMessageForwarder(system);
        if (!keepStdout)
            RemoveLogger(StandardOutLogger.Instance);
    }

    /// <summary>Takes the loggers off; the console logger prints what comes after them, so that nothing said at the end is
    /// lost.</summary>
    internal void StopDefaultLoggers(ActorSystem system)
    {
        IActorRef[] loggers;
        lock (_loggersLock)
            loggers = _loggers.Where(logger => logger is not MinimalLogger).ToArray();
        if (loggers.Length > 0)
            SetUpStdoutLogger(system.Settings);
        foreach (var logger in loggers)
        {
            RemoveLogger(logger);
            (logger as IInternalActorRef)?.Stop();
        }
    }

    /// <inheritdoc />
    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    /// <inheritdoc />
    protected override void Publish(object @event, IActorRef subscriber) => subscriber.Tell(@event, ActorRefs.NoSender);

    /// <inheritdoc />
    protected override bool Classify(object @event, Type classifier) => classifier.IsInstanceOfType(@event);

    /// <inheritdoc />
    protected override Type GetClassifier(object @event) => @event.GetType();

    private static void StartUnhandledMessageForwarder(ActorSystemImpl system)
    {
        var forwarder = system.SystemActorOf(
            Props.CreateBy(
                () => new UnhandledMessageForwarder()).WithDispatcher(system.Settings.LoggersDispatcher), "UnhandledMessageForwarder");
        system.EventStream.Subscribe(forwarder, typeof(UnhandledMessage));
    }

    private void SetUpStdoutLogger(Settings settings)
    {
        var level = Logging.LogLevelFor(settings.StdoutLogLevel);
        lock (_loggersLock)
        {
            if (!_loggers.Contains(StandardOutLogger.Instance))
                _loggers.Add(StandardOutLogger.Instance);
        }

        SetLogLevel(level);
    }

    private void AddLogger(ActorSystemImpl system, Type type, LogLevel level)
    {
        var settings = system.Settings;
        var name = $"log{Interlocked.Increment(ref _loggerCount)}-{type.Name}";
        var logger = system.SystemActorOf(Props.Create(type).WithDispatcher(settings.LoggersDispatcher), name);
        var started = logger.Ask<LoggerInitialized>(new InitializeLogger(this), settings.LoggerStartTimeout);
        if (settings.LoggerAsyncStart)
        {
            started.ContinueWith(
                task => Publish(NotStarted(task.Exception!.GetBaseException(), type)),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        }
        else
        {
            AwaitStart(started.WaitAsync(settings.LoggerStartTimeout), type);
        }

        lock (_loggersLock)
            _loggers.Add(logger);
        SetLogLevel(level);
    }

    private void AwaitStart(Task<LoggerInitialized> started, Type type)
    {
        try
        {
            started.GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            Publish(NotStarted(error, type));
        }
    }

    private Warning NotStarted(Exception error, Type type) => new(
        error,
        SimpleName(this),
        GetType(),
        $"Logger [{type}] did not answer InitializeLogger within akka.logger-startup-timeout; it stays subscribed. "
        + "Let it tell LoggerInitialized to its Sender, or raise the timeout.");

    private void RemoveLogger(IActorRef logger)
    {
        lock (_loggersLock)
        {
            _loggers.Remove(logger);
            foreach (var level in AllLevels)
                Unsubscribe(logger, level.ClassFor());
        }
    }
}
