using Akka.Actor;

namespace Akka.Routing;

/// <summary>No router.</summary>
public class NoRouter : RouterConfig
{
    /// <summary>The only instance.</summary>
    public static NoRouter Instance { get; } = new();

    /// <summary>Throws <see cref="NotSupportedException"/>.</summary>
    public override Router CreateRouter(ActorSystem system) => throw new NotSupportedException("NoRouter has no router.");

    /// <summary>Throws <see cref="NotSupportedException"/>.</summary>
    public override ActorBase CreateRouterActor() => throw new NotSupportedException("NoRouter has no router actor.");

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig;

    internal override IEnumerable<Routee> InitialRoutees(RoutedActorCell cell) => [];
}
