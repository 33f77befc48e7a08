namespace Akka.Actor;

/// <summary>Making selections.</summary>
public static class ActorRefFactoryShared
{
    /// <summary>The actor at <paramref name="actorPath"/>.</summary>
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        return new ActorSelection(provider.RootGuardianAt(actorPath.Root.Address), actorPath.Elements);
    }

    /// <summary>
    /// The actors at <paramref name="path"/>: a full path with address, one from the root of <paramref name="system"/>, or one relative to
    /// <paramref name="lookupRoot"/>.
    /// </summary>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        ArgumentNullException.ThrowIfNull(path);
        var provider = ((ExtendedActorSystem)system).Provider;
        if (path.StartsWith('/'))
            return new ActorSelection(provider.RootGuardian, path.Split('/'));
        if (Address.TryParse(path, out var address, out string absolute))
            return new ActorSelection(provider.RootGuardianAt(address), absolute.Split('/'));
        return new ActorSelection(lookupRoot, path.Split('/'));
    }

    /// <summary>The actors at <paramref name="path"/> from <paramref name="anchorActorRef"/>.</summary>
    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path);
}

/// <summary>Making actors and selections.</summary>
public static class ActorRefFactoryExtensions
{
    /// <summary>Makes an actor of type <typeparamref name="TActor"/>.</summary>
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new() => factory.ActorOf(Props.Create<TActor>(), name!);

    /// <summary>The actors at <paramref name="actorPath"/> from <paramref name="anchorRef"/>.</summary>
    public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath) =>
        ActorRefFactoryShared.ActorSelection(anchorRef, actorPath);
}
