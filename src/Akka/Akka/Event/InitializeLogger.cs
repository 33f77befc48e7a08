using Akka.Actor;

namespace Akka.Event;

/// <summary>
/// The first message of a logger, from the bus. The logger answers its sender with <see cref="LoggerInitialized"/> within
/// <c>akka.logger-startup-timeout</c>.
/// </summary>
public class InitializeLogger : INoSerializationVerificationNeeded
{
    /// <summary>Of the bus that the logger logs for.</summary>
    public InitializeLogger(LoggingBus loggingBus)
    {
        LoggingBus = loggingBus;
    }

    /// <summary>The bus, for further subscriptions.</summary>
    public LoggingBus LoggingBus { get; }
}
