using Akka.Actor;

namespace Akka.Event;

/// <summary>With <c>akka.actor.debug.unhandled = on</c>: logs unhandled messages at debug level.</summary>
internal sealed class UnhandledMessageForwarder : ActorBase
{
    protected override bool Receive(object message)
    {
        if (message is not UnhandledMessage unhandled)
            return false;
        Context.System.EventStream.Publish(new Debug(
            unhandled.Recipient.Path.ToString(),
            unhandled.Recipient.GetType(),
            $"Unhandled message from {unhandled.Sender} : {unhandled.Message}"));
        return true;
    }
}
