namespace Akka.Actor;

/// <summary>The constructor or <c>PreStart</c> of an actor threw. The default decider stops the actor.</summary>
public class ActorInitializationException : AkkaException
{
    /// <summary>An exception without a message.</summary>
    public ActorInitializationException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ActorInitializationException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public ActorInitializationException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    /// <summary>An exception of <paramref name="actor"/>.</summary>
    public ActorInitializationException(IActorRef actor, string message, Exception? cause = null)
        : base(actor is null ? message : $"[{actor}]: {message}", cause)
    {
        Actor = actor!;
    }

    /// <summary>The actor that could not be initialised; <c>null</c> when it is not known.</summary>
    public IActorRef Actor { get; set; } = null!;
}
