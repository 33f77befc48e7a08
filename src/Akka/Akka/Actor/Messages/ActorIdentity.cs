namespace Akka.Actor;

/// <summary>The answer to <see cref="Identify"/>.</summary>
public sealed class ActorIdentity
{
    /// <summary>The answer of <paramref name="subject"/>, <c>null</c> when there is no such actor.</summary>
    public ActorIdentity(object messageId, IActorRef? subject)
    {
        MessageId = messageId;
        Subject = subject!;
    }

    /// <summary>As in the request.</summary>
    public object MessageId { get; }

    /// <summary>The actor, or <c>null</c>.</summary>
    public IActorRef Subject { get; }

    /// <inheritdoc />
    public override string ToString() => $"<ActorIdentity>: {Subject} - MessageId={MessageId}";
}
