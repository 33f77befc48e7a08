using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A pool. Any routee. Immutable and thread-safe.</summary>
public sealed class RandomPool : Pool
{
    /// <summary>The pool of a deployment.</summary>
    public RandomPool(Config config)
        : base(config)
    {
    }

    /// <summary>A pool of <paramref name="nrOfInstances"/> routees.</summary>
    public RandomPool(int nrOfInstances)
        : this(nrOfInstances, null, null, null)
    {
    }

    /// <summary>A pool.</summary>
    public RandomPool(
        int nrOfInstances,
        Resizer? resizer,
        SupervisorStrategy? supervisorStrategy,
        string? routerDispatcher,
        bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new RandomLogic());

    /// <inheritdoc />
    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    /// <summary>With a strategy for the routees.</summary>
    public RandomPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        new(NrOfInstances, Resizer, strategy, RouterDispatcher, UsePoolDispatcher);

    /// <summary>With a resizer.</summary>
    public RandomPool WithResizer(Resizer resizer) =>
        new(NrOfInstances, resizer, GivenSupervisorStrategy, RouterDispatcher, UsePoolDispatcher);

    /// <summary>With a dispatcher for the router.</summary>
    public RandomPool WithDispatcher(string dispatcher) =>
        new(NrOfInstances, Resizer, GivenSupervisorStrategy, dispatcher, UsePoolDispatcher);

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig is Pool other
        ? new RandomPool(
            NrOfInstances,
            Resizer ?? other.Resizer,
            GivenSupervisorStrategy ?? other.GivenSupervisorStrategy,
            RouterDispatcher,
            UsePoolDispatcher)
        : this;
}
