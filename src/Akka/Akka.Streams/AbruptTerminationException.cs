using Akka.Actor;

namespace Akka.Streams;

/// <summary>A stream was running when its materializer ended.</summary>
public sealed class AbruptTerminationException : AkkaException
{
    /// <summary>The end of the materializer whose actor is <paramref name="actor"/>.</summary>
    public AbruptTerminationException(IActorRef actor)
        : base($"The stream was ended abruptly: its materializer [{actor}] was shut down, or the actor or "
            + "system that it was made in has stopped.")
    {
    }
}
