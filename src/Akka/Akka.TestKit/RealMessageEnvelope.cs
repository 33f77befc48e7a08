using Akka.Actor;

namespace Akka.TestKit;

/// <summary>A message that was received.</summary>
public sealed class RealMessageEnvelope : MessageEnvelope
{
    /// <summary>A message of <paramref name="sender"/>.</summary>
    public RealMessageEnvelope(object message, IActorRef sender)
    {
        Message = message;
        Sender = sender;
    }

    /// <inheritdoc />
    public override object Message { get; }

    /// <inheritdoc />
    public override IActorRef Sender { get; }

    /// <inheritdoc />
    public override string ToString() => $"<{Message ?? "null"}> from {Sender?.ToString() ?? "NoSender"}";
}
