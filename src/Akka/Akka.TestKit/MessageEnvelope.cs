using Akka.Actor;

namespace Akka.TestKit;

/// <summary>A message that the test actor got, with its sender. Immutable.</summary>
public abstract class MessageEnvelope
{
    /// <summary>An envelope.</summary>
    protected MessageEnvelope()
    {
    }

    /// <summary>The message; <c>null</c> in the envelope of no message.</summary>
    public abstract object Message { get; }

    /// <summary>Who sent it.</summary>
    public abstract IActorRef Sender { get; }
}
