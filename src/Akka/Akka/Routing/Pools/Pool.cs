using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>
/// A router that makes its routees, as its children. Their failures are escalated to the parent of the router unless a strategy is
/// given.
/// </summary>
public abstract class Pool : RouterConfig
{
    private readonly SupervisorStrategy? _supervisorStrategy;

    /// <summary>A pool of <paramref name="nrOfInstances"/> routees.</summary>
    protected Pool(
        int nrOfInstances,
        Resizer? resizer,
        SupervisorStrategy? supervisorStrategy,
        string? routerDispatcher,
        bool usePoolDispatcher = false)
        : base(routerDispatcher!)
    {
        NrOfInstances = nrOfInstances;
        Resizer = resizer;
        _supervisorStrategy = supervisorStrategy;
        UsePoolDispatcher = usePoolDispatcher;
    }

    /// <summary>A pool of a deployment.</summary>
    protected Pool(Config config)
        : this(
            config.GetInt("nr-of-instances"),
            DefaultResizer.FromConfig(config),
            null,
            Dispatchers.DefaultDispatcherId,
            config.HasPath("pool-dispatcher"))
    {
    }

    /// <summary>Number of routees at the start.</summary>
    public int NrOfInstances { get; }

    /// <summary>Changes the number of routees; <c>null</c> when it stays.</summary>
    public virtual Resizer? Resizer { get; }

    /// <summary>The strategy for the routees.</summary>
    public SupervisorStrategy SupervisorStrategy => _supervisorStrategy ?? DefaultSupervisorStrategy;

    /// <summary>Whether the routees run on <c>pool-dispatcher</c> of the deployment.</summary>
    public virtual bool UsePoolDispatcher { get; }

    /// <summary>Escalates every failure.</summary>
    public static SupervisorStrategy DefaultSupervisorStrategy { get; } = new OneForOneStrategy(static _ => Directive.Escalate);

    /// <summary>Whether a strategy was given.</summary>
    internal bool HasSupervisorStrategy => _supervisorStrategy is not null;

    /// <summary>A strategy was given, or <c>null</c>.</summary>
    internal SupervisorStrategy? GivenSupervisorStrategy => _supervisorStrategy;

    internal override SupervisorStrategy RouteeStrategy => SupervisorStrategy;

    /// <inheritdoc />
    public override bool StopRouterWhenAllRouteesRemoved => Resizer is null;

    /// <summary>Number of routees at the start, in <paramref name="system"/>.</summary>
    public abstract int GetNrOfInstances(ActorSystem system);

    /// <inheritdoc />
    public override ActorBase CreateRouterActor() => Resizer is null ? new RouterPoolActor() : new ResizablePoolActor();

    internal override IEnumerable<Routee> InitialRoutees(RoutedActorCell cell)
    {
        var count = Resizer is null ? GetNrOfInstances(cell.System) : Math.Max(GetNrOfInstances(cell.System), Resizer.Resize([]));
        return Enumerable.Range(0, count).Select(_ => NewRoutee(cell.RouteeProps, cell)).ToArray();
    }

    /// <summary>Makes a routee.</summary>
    internal virtual Routee NewRoutee(Props routeeProps, IActorContext context) =>
        new ActorRefRoutee(context.ActorOf(EnrichWithPoolDispatcher(routeeProps, context)));

    /// <summary>With the dispatcher of the deployment, if it has one and the props name none.</summary>
    private Props EnrichWithPoolDispatcher(Props routeeProps, IActorContext context)
    {
        if (!UsePoolDispatcher || routeeProps.Dispatcher.Length > 0)
            return routeeProps;
        var path = string.Join('/', context.Self.Path.Elements.Skip(1));
        return routeeProps.WithDispatcher($"akka.actor.deployment.\"/{path}\".pool-dispatcher");
    }
}
