using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// The actor of <c>/</c> and <c>/user</c>: it only supervises. The root stops <c>/user</c> first, then <c>/system</c>, then itself.
/// </summary>
internal class GuardianActor : ActorBase
{
    private Order? _order;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Order order:
                _order = order;
                Context.Watch(order.First);
                if (order.Second is not null)
                    Context.Watch(order.Second);
                return true;
            case Terminated terminated when _order is not null:
                OnTerminated(terminated.ActorRef);
                return true;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                return true;
        }
    }

    protected virtual void OnTerminated(IActorRef actor)
    {
        if (actor.Equals(_order!.Second))
            Context.Stop(Self);
        else if (_order.Second is null)
            Context.Stop(Self);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        // The guardian keeps its children whatever happens to it.
    }

    /// <summary>Which guardians to watch.</summary>
    internal sealed record Order(IActorRef First, IActorRef? Second) : INoSerializationVerificationNeeded;
}
