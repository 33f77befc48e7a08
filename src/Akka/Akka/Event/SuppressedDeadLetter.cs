using Akka.Actor;

namespace Akka.Event;

/// <summary>
/// A dead letter that is normal: subscribers to <see cref="DeadLetter"/> do not see it, those to <see cref="AllDeadLetters"/> do.
/// </summary>
public sealed class SuppressedDeadLetter : AllDeadLetters
{
    /// <summary>Throws <see cref="ArgumentNullException"/> when one is missing.</summary>
    public SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef sender, IActorRef recipient)
        : base(
            message ?? throw new ArgumentNullException(nameof(message)),
            sender ?? throw new ArgumentNullException(nameof(sender)),
            recipient ?? throw new ArgumentNullException(nameof(recipient)))
    {
    }
}
