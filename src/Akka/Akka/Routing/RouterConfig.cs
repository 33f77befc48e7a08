using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>What kind of router an actor is deployed as. Immutable and thread-safe.</summary>
public abstract class RouterConfig
{
    /// <summary>A router on the default dispatcher.</summary>
    protected RouterConfig()
        : this(Dispatchers.DefaultDispatcherId)
    {
    }

    /// <summary>A router on a dispatcher.</summary>
    protected RouterConfig(string routerDispatcher)
    {
        RouterDispatcher = string.IsNullOrEmpty(routerDispatcher) ? Dispatchers.DefaultDispatcherId : routerDispatcher;
    }

    /// <summary>The dispatcher of the router itself, which only handles orders; messages are routed on the thread of the
    /// sender.</summary>
    public virtual string RouterDispatcher { get; }

    /// <summary>Whether the router stops when its last routee has.</summary>
    public virtual bool StopRouterWhenAllRouteesRemoved => true;

    /// <summary>Makes the router.</summary>
    public abstract Router CreateRouter(ActorSystem system);

    /// <summary>Makes the actor that handles orders.</summary>
    public abstract ActorBase CreateRouterActor();

    /// <summary>Whether <paramref name="message"/> is for the router itself.</summary>
    public virtual bool IsManagementMessage(object message) => message is IAutoReceivedMessage or RouterManagementMessage;

    /// <summary>This router, and <paramref name="routerConfig"/> where it says nothing.</summary>
    public virtual RouterConfig WithFallback(RouterConfig routerConfig) => this;

    /// <summary>
    /// Throws <see cref="Configuration.ConfigurationException"/> when the router at <paramref name="path"/> cannot be made.
    /// </summary>
    public virtual void VerifyConfig(ActorPath path)
    {
    }

    /// <summary>The strategy for routees that are children; <c>null</c> when there are none.</summary>
    internal virtual SupervisorStrategy? RouteeStrategy => null;

    /// <summary>The routees to begin with.</summary>
    internal abstract IEnumerable<Routee> InitialRoutees(RoutedActorCell cell);
}
