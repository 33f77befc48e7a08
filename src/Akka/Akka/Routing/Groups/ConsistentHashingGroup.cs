using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A group. Messages with the same key go to the same routee. Immutable and thread-safe.</summary>
public sealed class ConsistentHashingGroup : Group
{
    private readonly ConsistentHashMapping? _hashMapping;

    /// <summary>The group of a deployment.</summary>
    public ConsistentHashingGroup(Config config)
        : base(config)
    {
        VirtualNodesFactor = config.GetInt("virtual-nodes-factor");
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public ConsistentHashingGroup(params string[] paths)
        : this(paths, 0, null, null)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>; a factor of 0 is that of the configuration.</summary>
    public ConsistentHashingGroup(
        IEnumerable<string> paths, int virtualNodesFactor = 0, ConsistentHashMapping? hashMapping = null, string? routerDispatcher = null)
        : base(paths, routerDispatcher)
    {
        VirtualNodesFactor = virtualNodesFactor;
        _hashMapping = hashMapping;
    }

    /// <summary>Places of a routee on the ring.</summary>
    public int VirtualNodesFactor { get; }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) =>
        new(new ConsistentHashingRoutingLogic(system, VirtualNodesFactor, _hashMapping));

    /// <summary>With a dispatcher for the router.</summary>
    public Group WithDispatcher(string dispatcherId) =>
        new ConsistentHashingGroup(PathsGiven, VirtualNodesFactor, _hashMapping, dispatcherId);

    /// <summary>With another number of places on the ring.</summary>
    public ConsistentHashingGroup WithVirtualNodesFactor(int vnodes) => new(PathsGiven, vnodes, _hashMapping, RouterDispatcher);

    /// <summary>With a way to take the key out of a message.</summary>
    public ConsistentHashingGroup WithHashMapping(ConsistentHashMapping mapping) =>
        new(PathsGiven, VirtualNodesFactor, mapping, RouterDispatcher);

    /// <inheritdoc />
    public override RouterConfig WithFallback(RouterConfig routerConfig) =>
        _hashMapping is null && routerConfig is ConsistentHashingGroup { _hashMapping: { } mapping } ? WithHashMapping(mapping) : this;
}
