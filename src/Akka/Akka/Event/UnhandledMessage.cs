using Akka.Actor;

namespace Akka.Event;

/// <summary>A message that its receiver did not handle. Published by the engine on the event stream.</summary>
public sealed class UnhandledMessage : AllDeadLetters
{
    /// <summary>A message that <paramref name="recipient"/> did not handle.</summary>
    public UnhandledMessage(object message, IActorRef sender, IActorRef recipient)
        : base(message, sender, recipient)
    {
    }
}
