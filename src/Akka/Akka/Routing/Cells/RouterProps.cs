using Akka.Actor;

namespace Akka.Routing;

/// <summary>Props of the actor that handles the orders of a router. Immutable.</summary>
internal sealed class RouterProps : Props
{
    public RouterProps(RouterConfig config, Props routeeProps)
        : base(CreateBy(config.CreateRouterActor))
    {
        Config = config;
        RouteeProps = routeeProps;
        SupervisorStrategy = config.RouteeStrategy!;
    }

    private RouterProps(RouterProps other)
        : base(other)
    {
        Config = other.Config;
        RouteeProps = other.RouteeProps;
    }

    public RouterConfig Config { get; }

    public Props RouteeProps { get; }

    protected override Props Copy() => new RouterProps(this);
}
