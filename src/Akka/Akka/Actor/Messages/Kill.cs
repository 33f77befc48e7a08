namespace Akka.Actor;

/// <summary>Fails the actor with <see cref="ActorKilledException"/> when its turn in the mailbox comes.</summary>
public sealed class Kill : IAutoReceivedMessage
{
    private Kill()
    {
    }

    /// <summary>The only value.</summary>
    public static Kill Instance { get; } = new();

    /// <inheritdoc />
    public override string ToString() => "<Kill>";
}
