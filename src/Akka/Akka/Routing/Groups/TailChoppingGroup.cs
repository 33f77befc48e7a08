using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A group. One routee is asked, then more of them until one answers. Immutable and thread-safe.</summary>
public sealed class TailChoppingGroup : Group
{
    /// <summary>The group of a deployment.</summary>
    public TailChoppingGroup(Config config)
        : base(config)
    {
        Within = config.GetTimeSpan("within");
        Interval = config.GetTimeSpan("tail-chopping-router.interval", TimeSpan.FromMilliseconds(10));
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public TailChoppingGroup(TimeSpan within, TimeSpan interval, params string[] paths)
        : this(paths, within, interval)
    {
    }

    /// <summary>A group of the actors at <paramref name="paths"/>.</summary>
    public TailChoppingGroup(IEnumerable<string> paths, TimeSpan within, TimeSpan interval, string? routerDispatcher = null)
        : base(paths, routerDispatcher)
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

    /// <summary>With a dispatcher for the router.</summary>
    public Group WithDispatcher(string dispatcher) => new TailChoppingGroup(PathsGiven, Within, Interval, dispatcher);
}
