using Akka.Actor;

namespace Akka.Routing;

/// <summary>Handles the orders of a pool.</summary>
internal class RouterPoolActor : RouterActor
{
    private Pool Pool => (Pool)Routed.RouterConfig;

    protected override SupervisorStrategy SupervisorStrategy() => Pool.SupervisorStrategy;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AdjustPoolSize { Change: > 0 } more:
                Routed.AddRoutees(Enumerable.Range(0, more.Change).Select(_ => Pool.NewRoutee(Routed.RouteeProps, Routed)).ToArray());
                break;
            case AdjustPoolSize fewer:
                Routed.RemoveRoutees(Routed.Router.RouteeArray.Take(-fewer.Change).ToArray(), stopChildren: true);
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }
}
