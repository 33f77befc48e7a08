namespace Akka.Actor.Dsl;

/// <summary>Makes actors that are put together in a delegate.</summary>
public static class ActExtensions
{
    /// <summary>A new actor.</summary>
    public static IActorRef ActorOf(this IActorRefFactory factory, Action<IActorDsl> config, string? name = null) =>
        factory.ActorOf(PropsOf(config), name!);

    /// <summary>A new actor, put together with its context.</summary>
    public static IActorRef ActorOf(this IActorRefFactory factory, Action<IActorDsl, IActorContext> config, string? name = null) =>
        factory.ActorOf(Props.CreateBy(() => new Act(config)), name!);

    internal static Props PropsOf(Action<IActorDsl> config) => Props.CreateBy(() => new Act(config));
}
