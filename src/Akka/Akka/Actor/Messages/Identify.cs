namespace Akka.Actor;

/// <summary>Answered by every actor with <see cref="ActorIdentity"/>, without its knowledge. Safe to repeat.</summary>
public sealed class Identify : IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    /// <summary>A request that the answer refers to by <paramref name="messageId"/>.</summary>
    public Identify(object messageId)
    {
        MessageId = messageId;
    }

    /// <summary>Returned in the answer.</summary>
    public object MessageId { get; }

    /// <inheritdoc />
    public override string ToString() => $"<Identify>: {MessageId}";
}
