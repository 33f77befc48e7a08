using Akka.Actor;

namespace Akka.Persistence;

/// <summary>A message that is not confirmed yet. Immutable.</summary>
public sealed class UnconfirmedDelivery(long deliveryId, ActorPath destination, object message) : IEquatable<UnconfirmedDelivery>
{
    public long DeliveryId { get; } = deliveryId;

    public ActorPath Destination { get; } = destination;

    public object Message { get; } = message;

    public bool Equals(UnconfirmedDelivery? other) => other is not null
        && DeliveryId == other.DeliveryId && Equals(Destination, other.Destination) && Equals(Message, other.Message);

    public override bool Equals(object? obj) => Equals(obj as UnconfirmedDelivery);

    public override int GetHashCode() => HashCode.Combine(DeliveryId, Destination);
}

/// <summary>Sent to the delivering actor itself: these messages were tried <c>warn-after-number-of-unconfirmed-attempts</c>
/// times.</summary>
public sealed class UnconfirmedWarning(UnconfirmedDelivery[] unconfirmedDeliveries) : INoSerializationVerificationNeeded
{
    public UnconfirmedDelivery[] UnconfirmedDeliveries { get; } = unconfirmedDeliveries;
}

/// <summary>The open deliveries of an actor, to be saved within its snapshot. Immutable.</summary>
public sealed class AtLeastOnceDeliverySnapshot(long currentDeliveryId, UnconfirmedDelivery[] unconfirmedDeliveries)
    : IMessage, IEquatable<AtLeastOnceDeliverySnapshot>
{
    public long CurrentDeliveryId { get; } = currentDeliveryId;

    public UnconfirmedDelivery[] UnconfirmedDeliveries { get; } = unconfirmedDeliveries
        ?? throw new ArgumentNullException(nameof(unconfirmedDeliveries));

    public bool Equals(AtLeastOnceDeliverySnapshot? other) => other is not null
        && CurrentDeliveryId == other.CurrentDeliveryId && UnconfirmedDeliveries.SequenceEqual(other.UnconfirmedDeliveries);

    public override bool Equals(object? obj) => Equals(obj as AtLeastOnceDeliverySnapshot);

    public override int GetHashCode() => HashCode.Combine(CurrentDeliveryId, UnconfirmedDeliveries.Length);
}

/// <summary><c>max-unconfirmed-messages</c> is reached.</summary>
public class MaxUnconfirmedMessagesExceededException(string message, Exception? cause = null) : AkkaException(message, cause);
