using Akka.Actor;

namespace Akka.TestKit;

/// <summary>No message was received.</summary>
public sealed class NullMessageEnvelope : MessageEnvelope
{
    /// <summary>The only instance.</summary>
    public static readonly NullMessageEnvelope Instance = new();

    private NullMessageEnvelope()
    {
    }

    /// <inheritdoc />
    public override object Message => null!;

    /// <summary>Throws <see cref="InvalidOperationException"/>.</summary>
    public override IActorRef Sender => throw new InvalidOperationException("There is no last sender: no message was received yet.");

    /// <inheritdoc />
    public override string ToString() => "<null>";
}
