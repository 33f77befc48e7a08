namespace Akka.Actor;

/// <summary>Thrown in an actor that receives <see cref="Kill"/>. The default decider stops the actor.</summary>
public class ActorKilledException : AkkaException
{
    /// <summary>An exception without a message.</summary>
    public ActorKilledException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public ActorKilledException(string message)
        : base(message)
    {
    }
}
