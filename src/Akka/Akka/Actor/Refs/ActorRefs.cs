namespace Akka.Actor;

/// <summary>References that stand for the absence of an actor.</summary>
public static class ActorRefs
{
    /// <summary>No actor was found.</summary>
    public static readonly Nobody Nobody = Nobody.Instance;

    /// <summary>There is no sender; the receiver sees the dead letters.</summary>
    public static readonly IActorRef NoSender = null!;
}
