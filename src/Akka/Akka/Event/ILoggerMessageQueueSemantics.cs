using Akka.Dispatch;

namespace Akka.Event;

/// <summary>Asks for the mailbox of loggers, <c>akka.actor.mailbox.logger-queue</c>.</summary>
public interface ILoggerMessageQueueSemantics : ISemantics
{
}
