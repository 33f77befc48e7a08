using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>The router that <c>akka.actor.deployment</c> has for the path of the actor; without one making the actor fails.</summary>
public class FromConfig : Pool
{
    /// <summary>What the deployment says.</summary>
    public FromConfig()
        : this(null, null, null)
    {
    }

    /// <summary>As above, with what the deployment does not say.</summary>
    public FromConfig(Resizer? resizer, SupervisorStrategy? supervisorStrategy, string? routerDispatcher)
        : base(0, resizer, supervisorStrategy, routerDispatcher)
    {
    }

    /// <summary>The instance that adds nothing.</summary>
    public static FromConfig Instance { get; } = new();

    /// <summary>Throws <see cref="NotSupportedException"/>: the deployment replaces this.</summary>
    public override Router CreateRouter(ActorSystem system) => throw new NotSupportedException("FromConfig has no router of its own.");

    /// <summary>Throws <see cref="NotSupportedException"/>: the deployment replaces this.</summary>
    public override ActorBase CreateRouterActor() => throw new NotSupportedException("FromConfig has no router of its own.");

    /// <summary>Throws <see cref="ConfigurationException"/>: there was no deployment.</summary>
    public override void VerifyConfig(ActorPath path) =>
        throw new ConfigurationException($"Configuration missing for router [{path}] in 'akka.actor.deployment' section.");

    /// <summary>With a strategy for the routees.</summary>
    public FromConfig WithSupervisorStrategy(SupervisorStrategy strategy) => new(Resizer, strategy, RouterDispatcher);

    /// <summary>With a resizer.</summary>
    public FromConfig WithResizer(Resizer resizer) => new(resizer, GivenSupervisorStrategy, RouterDispatcher);

    /// <summary>With a dispatcher for the router.</summary>
    public FromConfig WithDispatcher(string dispatcherId) => new(Resizer, GivenSupervisorStrategy, dispatcherId);

    /// <inheritdoc />
    public override int GetNrOfInstances(ActorSystem sys) => 0;

    /// <summary>Props of a router from the configuration.</summary>
    public Props Props() => Actor.Props.Empty.WithRouter(Instance);
}
