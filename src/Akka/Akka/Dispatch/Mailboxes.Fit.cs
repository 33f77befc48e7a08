using Akka.Actor;

namespace Akka.Dispatch;

/// <content>Whether a queue is what an actor needs.</content>
public sealed partial class Mailboxes
{
    /// <summary>The failure of an actor whose queue is not of the kind its class requires; <c>null</c> when it is.</summary>
    internal static ActorInitializationException? CheckFit(IActorRef self, Props props, Mailbox mailbox)
    {
        if (!typeof(IActorStash).IsAssignableFrom(props.Type) || mailbox.MessageQueue is IDequeBasedMessageQueueSemantics)
            return null;
        if (typeof(IWithUnrestrictedStash).IsAssignableFrom(props.Type)
            && !typeof(IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>).IsAssignableFrom(props.Type)
            && !typeof(IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>).IsAssignableFrom(props.Type)
            && !typeof(IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>).IsAssignableFrom(props.Type))
        {
            return null;
        }

        return new ActorInitializationException(
            self, $"An actor with a stash needs a deque-based mailbox; this one is {mailbox.MessageQueue.GetType()}.");
    }
}
