using Akka.Event;

namespace Akka.Actor;

/// <content>The single values.</content>
public partial class Settings
{
    /// <summary>The version the configuration is written for.</summary>
    public string ConfigVersion { get; private set; } = "";

    /// <summary>The class that makes the strategy of the user guardian.</summary>
    public string SupervisorStrategyClass { get; private set; } = "";

    /// <summary>Whether every message is copied by its serializer.</summary>
    public bool SerializeAllMessages { get; private set; }

    /// <summary>Whether the arguments of props are checked to be serializable.</summary>
    public bool SerializeAllCreators { get; private set; }

    /// <summary>How long an actor may take to be made.</summary>
    public TimeSpan CreationTimeout { get; private set; }

    /// <summary>How long an ask without a timeout waits.</summary>
    public TimeSpan AskTimeout { get; private set; }

    /// <summary>How long a message to an actor that has not started waits.</summary>
    public TimeSpan UnstartedPushTimeout { get; private set; }

    /// <summary>The class of the scheduler.</summary>
    public string SchedulerClass { get; private set; } = "";

    /// <summary>How long the scheduler may take to stop.</summary>
    public TimeSpan SchedulerShutdownTimeout { get; private set; }

    /// <summary>The level of the log.</summary>
    public string LogLevel { get; private set; } = "";

    /// <summary>The level of the log before the loggers run and after they have stopped.</summary>
    public string StdoutLogLevel { get; private set; } = "";

    /// <summary>The classes of the loggers.</summary>
    public IList<string> Loggers { get; private set; } = [];

    /// <summary>The dispatcher of the loggers.</summary>
    public string LoggersDispatcher { get; private set; } = "";

    /// <summary>How long a logger may take to start.</summary>
    public TimeSpan LoggerStartTimeout { get; private set; }

    /// <summary>Whether the start waits for no logger.</summary>
    public bool LoggerAsyncStart { get; private set; }

    /// <summary>Whether the configuration is logged at the start.</summary>
    public bool LogConfigOnStart { get; private set; }

    /// <summary>Whether replaced serializers are logged at the start.</summary>
    public bool LogSerializerOverrideOnStart { get; private set; }

    /// <summary>How many dead letters are logged; <see cref="int.MaxValue"/> for all.</summary>
    public int LogDeadLetters { get; private set; }

    /// <summary>Whether dead letters are logged while the system stops.</summary>
    public bool LogDeadLettersDuringShutdown { get; private set; }

    /// <summary>How long the logging of dead letters pauses after <see cref="LogDeadLetters"/> of them.</summary>
    public TimeSpan LogDeadLettersSuspendDuration { get; private set; }

    /// <summary>Whether actors with <see cref="ILogReceive"/> log their messages.</summary>
    public bool AddLoggingReceive { get; private set; }

    /// <summary>Whether automatically handled messages are logged.</summary>
    public bool DebugAutoReceive { get; private set; }

    /// <summary>Whether starts and stops are logged.</summary>
    public bool DebugLifecycle { get; private set; }

    /// <summary>Whether subscriptions are logged.</summary>
    public bool DebugEventStream { get; private set; }

    /// <summary>Whether unhandled messages are logged.</summary>
    public bool DebugUnhandledMessage { get; private set; }

    /// <summary>Whether transitions of state machines are logged.</summary>
    public bool FsmDebugEvent { get; private set; }

    /// <summary>Whether routers are logged that the configuration does not mention.</summary>
    public bool DebugRouterMisconfiguration { get; private set; }

    /// <summary>Whether the logging of emitted log entries to the event stream is on.</summary>
    public bool EmitActorTelemetry { get; private set; }

    private void ReadActor()
    {
        ConfigVersion = Config.GetString("akka.version", "");
        SupervisorStrategyClass = Config.GetString("akka.actor.guardian-supervisor-strategy", "Akka.Actor.DefaultSupervisorStrategy");
        SerializeAllMessages = Config.GetBoolean("akka.actor.serialize-messages");
        SerializeAllCreators = Config.GetBoolean("akka.actor.serialize-creators");
        CreationTimeout = Config.GetTimeSpan("akka.actor.creation-timeout", TimeSpan.FromSeconds(20));
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan, allowInfinite: true);
        UnstartedPushTimeout = Config.GetTimeSpan("akka.actor.unstarted-push-timeout", TimeSpan.FromSeconds(10));
        SchedulerClass = Config.GetString("akka.scheduler.implementation", "Akka.Actor.HashedWheelTimerScheduler");
        SchedulerShutdownTimeout = Config.GetTimeSpan("akka.scheduler.shutdown-timeout", TimeSpan.FromSeconds(5));
    }

    private void ReadLogging()
    {
        LogLevel = Config.GetString("akka.loglevel", "INFO");
        StdoutLogLevel = Config.GetString("akka.stdout-loglevel", "WARNING");
        Loggers = Config.GetStringList("akka.loggers", []);
        LoggersDispatcher = Config.GetString("akka.loggers-dispatcher", "akka.actor.default-dispatcher");
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout", TimeSpan.FromSeconds(5));
        LoggerAsyncStart = Config.GetBoolean("akka.logger-async-start");
        LogConfigOnStart = Config.GetBoolean("akka.log-config-on-start");
        LogSerializerOverrideOnStart = Config.GetBoolean("akka.log-serializer-override-on-start", true);
        LogDeadLettersDuringShutdown = Config.GetBoolean("akka.log-dead-letters-during-shutdown");
        LogDeadLettersSuspendDuration =
            Config.GetTimeSpan("akka.log-dead-letters-suspend-duration", TimeSpan.FromMinutes(5), allowInfinite: true);
        LogDeadLetters = Config.GetString("akka.log-dead-letters", "10").ToLowerInvariant() switch
        {
            "on" or "true" => int.MaxValue,
            "off" or "false" => 0,
            _ => Config.GetInt("akka.log-dead-letters", 10),
        };
    }

    private void ReadDebug()
    {
        AddLoggingReceive = Config.GetBoolean("akka.actor.debug.receive");
        DebugAutoReceive = Config.GetBoolean("akka.actor.debug.autoreceive");
        DebugLifecycle = Config.GetBoolean("akka.actor.debug.lifecycle");
        DebugEventStream = Config.GetBoolean("akka.actor.debug.event-stream");
        DebugUnhandledMessage = Config.GetBoolean("akka.actor.debug.unhandled");
        FsmDebugEvent = Config.GetBoolean("akka.actor.debug.fsm");
        DebugRouterMisconfiguration = Config.GetBoolean("akka.actor.debug.router-misconfiguration");
        EmitActorTelemetry = Config.GetBoolean("akka.actor.telemetry.enabled");
    }
}
