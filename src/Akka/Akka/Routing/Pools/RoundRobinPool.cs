using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A pool. One routee after the other. Immutable and thread-safe.</summary>
public sealed class RoundRobinPool : Pool
{
    /// <summary>The pool of a deployment.</summary>
    public RoundRobinPool(Config config)
        : base(config)
    {
    }

    /// <summary>A pool of <paramref name="nrOfInstances"/> routees.</summary>
    public RoundRobinPool(int nrOfInstances)
        : this(nrOfInstances, null, null, null)
    {
    }

    /// <summary>A pool whose size changes.</summary>
    public RoundRobinPool(int nrOfInstances, Resizer resizer)
        : this(nrOfInstances, resizer, null, null)
    {
    }

    /// <summary>A pool.</summary>
    public RoundRobinPool(
        int nrOfInstances,
        Resizer? resizer,
        SupervisorStrategy? supervisorStrategy,
        string? routerDispatcher,
        bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new RoundRobinRoutingLogic());

    /// <inheritdoc />
    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    /// <summary>With a strategy for the routees.</summary>
    public RoundRobinPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        new(NrOfInstances, Resizer, strategy, RouterDispatcher, UsePoolDispatcher);

    /// <summary>With a resizer.</summary>
    public RoundRobinPool WithResizer(Resizer resizer) =>
        new(NrOfInstances, resizer, GivenSupervisorStrategy, RouterDispatcher, UsePoolDispatcher);

    /// <summary>With a dispatcher for the router.</summary>
    public RoundRobinPool WithDispatcher(string dispatcher) =>
        new(NrOfInstances, Resizer, GivenSupervisorStrategy, dispatcher, UsePoolDispatcher);

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig is Pool other
        ? new RoundRobinPool(
            NrOfInstances,
            Resizer ?? other.Resizer,
            GivenSupervisorStrategy ?? other.GivenSupervisorStrategy,
            RouterDispatcher,
            UsePoolDispatcher)
        : this;
}
