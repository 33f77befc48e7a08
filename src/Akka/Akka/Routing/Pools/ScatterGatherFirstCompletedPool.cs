using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A pool. All routees are asked, the first answer counts. Immutable and thread-safe.</summary>
public sealed class ScatterGatherFirstCompletedPool : Pool
{
    /// <summary>The pool of a deployment.</summary>
    public ScatterGatherFirstCompletedPool(Config config)
        : base(config)
    {
        Within = config.GetTimeSpan("within");
    }

    /// <summary>A pool of <paramref name="nrOfInstances"/> routees.</summary>
    public ScatterGatherFirstCompletedPool(int nrOfInstances, TimeSpan within)
        : this(nrOfInstances, null, null, null, within)
    {
    }

    /// <summary>A pool.</summary>
    public ScatterGatherFirstCompletedPool(
        int nrOfInstances,
        Resizer? resizer,
        SupervisorStrategy? supervisorStrategy,
        string? routerDispatcher,
        TimeSpan within,
        bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
        Within = within;
    }

    /// <summary>How long the answer may take.</summary>
    public TimeSpan Within { get; }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new ScatterGatherFirstCompletedRoutingLogic(Within));

    /// <inheritdoc />
    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    /// <summary>With a strategy for the routees.</summary>
    public ScatterGatherFirstCompletedPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        new(NrOfInstances, Resizer, strategy, RouterDispatcher, Within, UsePoolDispatcher);

    /// <summary>With a resizer.</summary>
    public ScatterGatherFirstCompletedPool WithResizer(Resizer resizer) =>
        new(NrOfInstances, resizer, GivenSupervisorStrategy, RouterDispatcher, Within, UsePoolDispatcher);

    /// <summary>With a dispatcher for the router.</summary>
    public ScatterGatherFirstCompletedPool WithDispatcher(string dispatcher) =>
        new(NrOfInstances, Resizer, GivenSupervisorStrategy, dispatcher, Within, UsePoolDispatcher);

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig is Pool other
        ? new ScatterGatherFirstCompletedPool(
            NrOfInstances,
            Resizer ?? other.Resizer,
            GivenSupervisorStrategy ?? other.GivenSupervisorStrategy,
            RouterDispatcher,
            Within,
            UsePoolDispatcher)
        : this;
}
