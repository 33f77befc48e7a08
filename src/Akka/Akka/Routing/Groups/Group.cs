using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>A router to actors that somebody else made, given by their paths. It neither watches nor supervises them.</summary>
public abstract class Group : RouterConfig
{
    private readonly string[] _paths;

    /// <summary>A group of the actors at <paramref name="paths"/>; relative ones begin at the router.</summary>
    protected Group(IEnumerable<string> paths, string? routerDispatcher)
        : base(routerDispatcher!)
    {
        _paths = paths.ToArray();
    }

    /// <summary>A group of a deployment, <c>routees.paths</c>.</summary>
    protected Group(Config config)
        : this(config.GetStringList("routees.paths"), null)
    {
    }

    /// <summary>The paths.</summary>
    internal IReadOnlyList<string> PathsGiven => _paths;

    /// <summary>The paths, in <paramref name="system"/>.</summary>
    public virtual IEnumerable<string> GetPaths(ActorSystem system) => _paths;

    /// <summary>Props of a router of this kind.</summary>
    public Props Props() => Actor.Props.Empty.WithRouter(this);

    /// <inheritdoc />
    public override ActorBase CreateRouterActor() => new RouterActor();

    internal override IEnumerable<Routee> InitialRoutees(RoutedActorCell cell) =>
        GetPaths(cell.System).Select(path => new ActorSelectionRoutee(cell.ActorSelection(path)));
}
