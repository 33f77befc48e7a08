using Akka.Event;

namespace Akka.Actor;

/// <summary>Stops the actor when its turn in the mailbox comes: messages before it are handled, those after it are dead letters.</summary>
public sealed class PoisonPill : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    private PoisonPill()
    {
    }

    /// <summary>The only value.</summary>
    public static PoisonPill Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "<PoisonPill>";
}
