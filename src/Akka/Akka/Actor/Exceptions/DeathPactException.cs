namespace Akka.Actor;

/// <summary>An actor did not handle <see cref="Terminated"/> of an actor it watches. The default decider stops it.</summary>
public class DeathPactException : AkkaException
{
    /// <summary>The watched actor <paramref name="deadActor"/> stopped.</summary>
    public DeathPactException(IActorRef deadActor)
        : base($"Monitored actor [{deadActor}] terminated")
    {
        DeadActor = deadActor;
    }

    /// <summary>The actor that stopped.</summary>
    public IActorRef DeadActor { get; }
}
