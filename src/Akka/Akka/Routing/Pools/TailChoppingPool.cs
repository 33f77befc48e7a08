using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A pool. One routee is asked, then more of them until one answers. Immutable and thread-safe.</summary>
public sealed class TailChoppingPool : Pool
{
    /// <summary>The pool of a deployment.</summary>
    public TailChoppingPool(Config config)
        : base(config)
    {
        Within = config.GetTimeSpan("within");
        Interval = config.GetTimeSpan("tail-chopping-router.interval", TimeSpan.FromMilliseconds(10));
    }

    /// <summary>A pool of <paramref name="nrOfInstances"/> routees.</summary>
    public TailChoppingPool(int nrOfInstances, TimeSpan within, TimeSpan interval)
        : this(nrOfInstances, null, null, null, within, interval)
    {
    }

    /// <summary>A pool.</summary>
    public TailChoppingPool(
        int nrOfInstances,
        Resizer? resizer,
        SupervisorStrategy? supervisorStrategy,
        string? routerDispatcher,
        TimeSpan within, TimeSpan interval,
        bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
        Within = within;
        Interval = interval;
    }

    /// <summary>How long the answer may take.</summary>
    public TimeSpan Within { get; }

    /// <summary>After what time one more is asked.</summary>
    public TimeSpan Interval { get; }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new TailChoppingRoutingLogic(system.Scheduler, Within, Interval));

    /// <inheritdoc />
    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    /// <summary>With a strategy for the routees.</summary>
    public TailChoppingPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        new(NrOfInstances, Resizer, strategy, RouterDispatcher, Within, Interval, UsePoolDispatcher);

    /// <summary>With a resizer.</summary>
    public TailChoppingPool WithResizer(Resizer resizer) =>
        new(NrOfInstances, resizer, GivenSupervisorStrategy, RouterDispatcher, Within, Interval, UsePoolDispatcher);

    /// <summary>With a dispatcher for the router.</summary>
    public TailChoppingPool WithDispatcher(string dispatcher) =>
        new(NrOfInstances, Resizer, GivenSupervisorStrategy, dispatcher, Within, Interval, UsePoolDispatcher);

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig is Pool other
        ? new TailChoppingPool(
            NrOfInstances,
            Resizer ?? other.Resizer,
            GivenSupervisorStrategy ?? other.GivenSupervisorStrategy,
            RouterDispatcher,
            Within, Interval,
            UsePoolDispatcher)
        : this;
}
