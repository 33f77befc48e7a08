namespace Akka.Actor;

/// <summary>A reference with an actor behind it.</summary>
public abstract class ActorRefWithCell : InternalActorRefBase
{
    /// <summary>The cell.</summary>
    public abstract ICell Underlying { get; }

    /// <summary>The children of the actor; a snapshot.</summary>
    public abstract IEnumerable<IActorRef> Children { get; }

    /// <summary>The child <paramref name="name"/>, or <see cref="Nobody"/>. <c>name#uid</c> asks for one incarnation.</summary>
    public abstract IInternalActorRef GetSingleChild(string name);
}
