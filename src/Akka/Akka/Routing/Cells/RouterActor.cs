using Akka.Actor;

namespace Akka.Routing;

/// <summary>Handles the orders of a router. One per router; it is restarted without losing its routees.</summary>
internal class RouterActor : UntypedActor
{
    protected RoutedActorCell Routed { get; } = (RoutedActorCell)ActorCell.Current!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetRoutees:
                Sender.Tell(new Routees(Routed.Router.Routees), Self);
                break;
            case AddRoutee add:
                Routed.AddRoutees([add.Routee]);
                break;
            case RemoveRoutee remove:
                Routed.RemoveRoutees([remove.Routee], stopChildren: true);
                StopIfEmpty();
                break;
            case Terminated terminated:
                Routed.RemoveRoutees([new ActorRefRoutee(terminated.ActorRef)], stopChildren: false);
                StopIfEmpty();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The children are the routees; they are restarted with the router and not stopped.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
    }

    private void StopIfEmpty()
    {
        if (Routed.Router.RouteeArray.Length == 0 && Routed.RouterConfig.StopRouterWhenAllRouteesRemoved)
            Context.Stop(Self);
    }
}
