using Akka.Actor;
using Akka.Dispatch;

namespace Akka.Event;

/// <summary>The logger of the reference configuration: prints to the console. One per system, under <c>/system</c>.</summary>
public class DefaultLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    /// <inheritdoc />
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized(), Self);
                return true;
            case LogEvent logEvent:
                StandardOutLogger.PrintLogEvent(logEvent);
                return true;
            default:
                return false;
        }
    }
}
