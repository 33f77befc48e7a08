using Akka.Actor;

namespace Akka.Event;

/// <summary>A message that reached nobody who handled it. Subscribe to this class for every kind.</summary>
public abstract class AllDeadLetters : IWrappedMessage
{
    /// <summary>A message on its way from <paramref name="sender"/> to <paramref name="recipient"/>.</summary>
    protected AllDeadLetters(object message, IActorRef sender, IActorRef recipient)
    {
        Message = message;
        Sender = sender;
        Recipient = recipient;
    }

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <summary>Who sent it.</summary>
    public IActorRef Sender { get; }

    /// <summary>To whom it was sent.</summary>
    public IActorRef Recipient { get; }

    /// <inheritdoc />
    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: <{Message}>";
}
