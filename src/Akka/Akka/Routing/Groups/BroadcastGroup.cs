using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A group. Every message goes to all routees. Immutable and thread-safe.</summary>
public sealed class BroadcastGroup : Group
{
    /// <summary>The group of a deployment.</summary>
    public BroadcastGroup(Config config)
        : base(config)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public BroadcastGroup(params string[] paths)
        : this(paths, null)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public BroadcastGroup(IEnumerable<string> paths)
        : this(paths, null)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>, with a dispatcher for the router.</summary>
    public BroadcastGroup(IEnumerable<string> paths, string? routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new BroadcastRoutingLogic());

    /// <summary>With a dispatcher for the router.</summary>
    public Group WithDispatcher(string dispatcherId) => new BroadcastGroup(PathsGiven, dispatcherId);
}
