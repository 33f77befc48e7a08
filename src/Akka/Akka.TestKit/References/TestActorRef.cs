using Akka.Actor;

namespace Akka.TestKit;

/// <inheritdoc />
public class TestActorRef<TActor> : TestActorRefBase<TActor>
    where TActor : ActorBase
{
    /// <summary>A new actor below <paramref name="supervisor"/>, or below the user guardian.</summary>
    public TestActorRef(ActorSystem system, Props actorProps, IActorRef? supervisor = null, string? name = null)
        : base(system, actorProps, supervisor, name)
    {
    }
}
