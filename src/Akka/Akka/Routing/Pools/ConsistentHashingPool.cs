using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A pool. Messages with the same key go to the same routee. Immutable and thread-safe.</summary>
public sealed class ConsistentHashingPool : Pool
{
    private readonly ConsistentHashMapping? _hashMapping;

    /// <summary>A pool of <paramref name="nrOfInstances"/> routees.</summary>
    public ConsistentHashingPool(int nrOfInstances)
        : this(nrOfInstances, null, null, null)
    {
    }

    /// <summary>The pool of a deployment.</summary>
    public ConsistentHashingPool(Config config)
        : base(config)
    {
        VirtualNodesFactor = config.GetInt("virtual-nodes-factor");
    }

    /// <summary>A pool of <paramref name="nrOfInstances"/> routees, with a way to take the key out of a message.</summary>
    public ConsistentHashingPool(int nrOfInstances, ConsistentHashMapping hashMapping)
        : this(nrOfInstances, null, null, null, hashMapping: hashMapping)
    {
    }

    /// <summary>A pool; a factor of 0 is that of the configuration.</summary>
    public ConsistentHashingPool(
        int nrOfInstances,
        Resizer? resizer,
        SupervisorStrategy? supervisorStrategy,
        string? routerDispatcher,
        bool usePoolDispatcher = false,
        int virtualNodesFactor = 0,
        ConsistentHashMapping? hashMapping = null)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
        VirtualNodesFactor = virtualNodesFactor;
        _hashMapping = hashMapping;
    }

    /// <summary>Places of a routee on the ring.</summary>
    public int VirtualNodesFactor { get; }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) =>
        new(new ConsistentHashingRoutingLogic(system, VirtualNodesFactor, _hashMapping));

    /// <inheritdoc />
    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    /// <summary>With a strategy for the routees.</summary>
    public ConsistentHashingPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        Copy(Resizer, strategy, RouterDispatcher, VirtualNodesFactor, _hashMapping);

    /// <summary>With a resizer.</summary>
    public ConsistentHashingPool WithResizer(Resizer resizer) =>
        Copy(resizer, GivenSupervisorStrategy, RouterDispatcher, VirtualNodesFactor, _hashMapping);

    /// <summary>With a dispatcher for the router.</summary>
    public ConsistentHashingPool WithDispatcher(string dispatcher) =>
        Copy(Resizer, GivenSupervisorStrategy, dispatcher, VirtualNodesFactor, _hashMapping);

    /// <summary>With another number of places on the ring.</summary>
    public ConsistentHashingPool WithVirtualNodesFactor(int vnodes) =>
        Copy(Resizer, GivenSupervisorStrategy, RouterDispatcher, vnodes, _hashMapping);

    /// <summary>With a way to take the key out of a message.</summary>
    public ConsistentHashingPool WithHashMapping(ConsistentHashMapping mapping) =>
        Copy(Resizer, GivenSupervisorStrategy, RouterDispatcher, VirtualNodesFactor, mapping);

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig is Pool other
        ? Copy(
            Resizer ?? other.Resizer,
            GivenSupervisorStrategy ?? other.GivenSupervisorStrategy,
            RouterDispatcher,
            VirtualNodesFactor,
            _hashMapping ?? (other as ConsistentHashingPool)?._hashMapping)
        : this;

    private ConsistentHashingPool Copy(
        Resizer? resizer, SupervisorStrategy? strategy, string dispatcher, int virtualNodesFactor, ConsistentHashMapping? mapping) =>
        new(NrOfInstances, resizer, strategy, dispatcher, UsePoolDispatcher, virtualNodesFactor, mapping);
}
