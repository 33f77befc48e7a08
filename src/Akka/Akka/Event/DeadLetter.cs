using Akka.Actor;

namespace Akka.Event;

/// <summary>A message whose receiver does not exist or has stopped. Published by the engine on the event stream.</summary>
public sealed class DeadLetter : AllDeadLetters
{
    /// <summary>Throws <see cref="ArgumentNullException"/> when one is missing.</summary>
    public DeadLetter(object message, IActorRef sender, IActorRef recipient)
        : base(
            message ?? throw new ArgumentNullException(nameof(message)),
            sender ?? throw new ArgumentNullException(nameof(sender)),
            recipient ?? throw new ArgumentNullException(nameof(recipient)))
    {
    }
}
