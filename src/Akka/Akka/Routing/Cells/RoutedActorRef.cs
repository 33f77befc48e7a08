using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>A reference to a router: messages are routed on the thread of the sender. Thread-safe.</summary>
internal sealed class RoutedActorRef : LocalActorRef
{
    public RoutedActorRef(
        ActorSystemImpl system,
        RouterProps props,
        MessageDispatcher dispatcher,
        MailboxType mailboxType,
        IInternalActorRef supervisor,
        ActorPath path)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
    }

    protected override ActorCell NewActorCell(
        ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor) =>
        props is RouterProps { Config: Pool { Resizer: { } resizer } } resizable
            ? new ResizablePoolCell(system, self, resizable, dispatcher, supervisor, resizer)
            : new RoutedActorCell(system, self, (RouterProps)props, dispatcher, supervisor);
}
