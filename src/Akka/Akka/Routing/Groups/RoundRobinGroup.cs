using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A group. One routee after the other. Immutable and thread-safe.</summary>
public sealed class RoundRobinGroup : Group
{
    /// <summary>The group of a deployment.</summary>
    public RoundRobinGroup(Config config)
        : base(config)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public RoundRobinGroup(params string[] paths)
        : this(paths, null)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public RoundRobinGroup(IEnumerable<string> paths)
        : this(paths, null)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>, with a dispatcher for the router.</summary>
    public RoundRobinGroup(IEnumerable<string> paths, string? routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new RoundRobinRoutingLogic());

    /// <summary>With a dispatcher for the router.</summary>
    public Group WithDispatcher(string dispatcherId) => new RoundRobinGroup(PathsGiven, dispatcherId);
}
