using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A pool. Every message goes to all routees. Immutable and thread-safe.</summary>
public sealed class BroadcastPool : Pool
{
    /// <summary>The pool of a deployment.</summary>
    public BroadcastPool(Config config)
        : base(config)
    {
    }

    /// <summary>A pool of <paramref name="nrOfInstances"/> routees.</summary>
    public BroadcastPool(int nrOfInstances)
        : this(nrOfInstances, null, null, null)
    {
    }

    /// <summary>A pool.</summary>
    public BroadcastPool(
        int nrOfInstances,
        Resizer? resizer,
        SupervisorStrategy? supervisorStrategy,
        string? routerDispatcher,
        bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new BroadcastRoutingLogic());

    /// <inheritdoc />
    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    /// <summary>With a strategy for the routees.</summary>
    public BroadcastPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        new(NrOfInstances, Resizer, strategy, RouterDispatcher, UsePoolDispatcher);

    /// <summary>With a resizer.</summary>
    public BroadcastPool WithResizer(Resizer resizer) =>
        new(NrOfInstances, resizer, GivenSupervisorStrategy, RouterDispatcher, UsePoolDispatcher);

    /// <summary>With a dispatcher for the router.</summary>
    public BroadcastPool WithDispatcher(string dispatcher) =>
        new(NrOfInstances, Resizer, GivenSupervisorStrategy, dispatcher, UsePoolDispatcher);

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig is Pool other
        ? new BroadcastPool(
            NrOfInstances,
            Resizer ?? other.Resizer,
            GivenSupervisorStrategy ?? other.GivenSupervisorStrategy,
            RouterDispatcher,
            UsePoolDispatcher)
        : this;
}
