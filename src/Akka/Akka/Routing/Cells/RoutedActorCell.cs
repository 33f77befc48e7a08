using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>
/// The cell of a router. Senders read the router without a lock; the routees are changed by the router actor only, or before it has
/// started.
/// </summary>
internal class RoutedActorCell : ActorCell
{
    private volatile Router _router;

    public RoutedActorCell(
        ActorSystemImpl system, IInternalActorRef self, RouterProps props, MessageDispatcher dispatcher, IInternalActorRef supervisor)
        : base(system, self, props, dispatcher, supervisor)
    {
        RouterConfig = props.Config;
        RouteeProps = props.RouteeProps;

        // A selection may find the router before it has its routees.
        _router = RouterConfig.CreateRouter(system);
    }

    public RouterConfig RouterConfig { get; }

    public Props RouteeProps { get; }

    public Router Router => _router;

    public override void Start()
    {
        AddRoutees(RouterConfig.InitialRoutees(this).ToArray());
        base.Start();
    }

    public override void SendMessage(IActorRef sender, object message)
    {
        if (RouterConfig.IsManagementMessage(message))
            base.SendMessage(sender, message);
        else
            Router.Route(message, sender);
    }

    public void AddRoutees(IReadOnlyCollection<Routee> routees)
    {
        foreach (var routee in routees.OfType<ActorRefRoutee>())
            Watch(routee.Actor);
        _router = Router.WithRoutees([.. Router.RouteeArray, .. routees]);
    }

    public void RemoveRoutees(IReadOnlyCollection<Routee> routees, bool stopChildren)
    {
        var router = Router;
        foreach (var routee in routees)
        {
            router = router.RemoveRoutee(routee);
            if (routee is not ActorRefRoutee { Actor: var actor })
                continue;
            Unwatch(actor);
            if (stopChildren && Child(actor.Path.Name).Equals(actor))
                StopSoon(actor);
        }

        _router = router;
    }

    /// <summary>Lets the routee handle first what senders that still see the old router may be sending it.</summary>
    private void StopSoon(IActorRef routee) =>
        System.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(100), routee, PoisonPill.Instance, Self);
}
