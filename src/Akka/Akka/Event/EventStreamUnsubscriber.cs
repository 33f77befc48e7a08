using Akka.Actor;

namespace Akka.Event;

/// <summary>One per system, under <c>/system</c>: watches the subscribers of the event stream and takes those that stop off.</summary>
internal sealed class EventStreamUnsubscriber : ActorBase
{
    private readonly EventStream _eventStream;

    public EventStreamUnsubscriber(EventStream eventStream)
    {
        _eventStream = eventStream;
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Register register:
                Context.Watch(register.Actor);
                return true;
            case UnregisterIfIdle idle:
                if (!_eventStream.HasSubscriptions(idle.Actor))
                    Context.Unwatch(idle.Actor);
                return true;
            case Terminated terminated:
                _eventStream.Unsubscribe(terminated.ActorRef);
                return true;
            default:
                return false;
        }
    }

    public sealed record Register(IActorRef Actor) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    public sealed record UnregisterIfIdle(IActorRef Actor) : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}
