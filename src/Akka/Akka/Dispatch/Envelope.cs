namespace Akka.Actor;

/// <summary>A message with its sender, as it lies in a mailbox.</summary>
public readonly struct Envelope
{
    /// <summary>A message from <paramref name="sender"/>; without one the dead letters of <paramref name="system"/> stand in.</summary>
    public Envelope(object message, IActorRef sender, ActorSystem system)
    {
        Message = message;
        Sender = sender ?? system.DeadLetters;
    }

    /// <summary>A message from <paramref name="sender"/>.</summary>
    public Envelope(object message, IActorRef sender)
    {
        Message = message;
        Sender = sender;
    }

    /// <summary>The sender.</summary>
    public IActorRef Sender { get; }

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <inheritdoc />
    public override string ToString() => $"<{Message ?? "null"}> from {Sender?.ToString() ?? "NoSender"}";
}
