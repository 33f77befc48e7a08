namespace Akka.Actor;

/// <summary>The path of an actor below another one. Immutable and thread-safe.</summary>
public sealed class ChildActorPath : ActorPath
{
    /// <summary>
    /// The child <paramref name="name"/> of <paramref name="parentPath"/>; <paramref name="uid"/> is 0 when no incarnation is
    /// meant.
    /// </summary>
    public ChildActorPath(ActorPath parentPath, string name, long uid)
        : base(parentPath, name, uid)
    {
    }
}
