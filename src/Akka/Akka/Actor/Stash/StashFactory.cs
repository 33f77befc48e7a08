namespace Akka.Actor;

/// <summary>Makes stashes.</summary>
public static class StashFactory
{
    /// <summary>The stash of <paramref name="actor"/> in <paramref name="context"/>.</summary>
    public static IStash CreateStash(IActorContext context, ActorBase actor) => new ActorStash((ActorCell)context);

    /// <summary>A stash for actors of <paramref name="actorType"/> in <paramref name="context"/>.</summary>
    public static IStash CreateStash(IActorContext context, Type actorType) => new ActorStash((ActorCell)context);
}
