using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A group. Any routee. Immutable and thread-safe.</summary>
public sealed class RandomGroup : Group
{
    /// <summary>The group of a deployment.</summary>
    public RandomGroup(Config config)
        : base(config)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public RandomGroup(params string[] paths)
        : this(paths, null)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public RandomGroup(IEnumerable<string> paths)
        : this(paths, null)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>, with a dispatcher for the router.</summary>
    public RandomGroup(IEnumerable<string> paths, string? routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new RandomLogic());

    /// <summary>With a dispatcher for the router.</summary>
    public Group WithDispatcher(string dispatcherId) => new RandomGroup(PathsGiven, dispatcherId);
}
