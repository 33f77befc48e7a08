using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A group. All routees are asked, the first answer counts. Immutable and thread-safe.</summary>
public sealed class ScatterGatherFirstCompletedGroup : Group
{
    /// <summary>The group of a deployment.</summary>
    public ScatterGatherFirstCompletedGroup(Config config)
        : base(config)
    {
        Within = config.GetTimeSpan("within");
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public ScatterGatherFirstCompletedGroup(TimeSpan within, params string[] paths)
        : this(paths, within)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public ScatterGatherFirstCompletedGroup(IEnumerable<string> paths, TimeSpan within, string? routerDispatcher = null)
        : base(paths, routerDispatcher)
    {
        Within = within;
    }

    /// <summary>How long the answer may take.</summary>
    public TimeSpan Within { get; }

    /// <inheritdoc />
    public override Router CreateRouter(ActorSystem system) => new(new ScatterGatherFirstCompletedRoutingLogic(Within));

    /// <summary>With a dispatcher for the router.</summary>
    public Group WithDispatcher(string dispatcher) => new ScatterGatherFirstCompletedGroup(PathsGiven, Within, dispatcher);
}
