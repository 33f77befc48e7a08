using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>Makes the references of routers.</summary>
internal static class RoutedActorFactory
{
    /// <summary>A router at <paramref name="path"/>; <paramref name="dispatcher"/> is that of its routees.</summary>
    public static IInternalActorRef Create(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor, ActorPath path)
    {
        var config = props.RouterConfig;
        config.VerifyConfig(path);
        var routerDispatcher = system.Dispatchers.Lookup(config.RouterDispatcher);
        var routerProps = new RouterProps(config, props.WithRouter(NoRouter.Instance));
        var mailbox = system.Mailboxes.GetMailboxType(routerProps, routerDispatcher.Configurator.Config);
        return new RoutedActorRef(system, routerProps, routerDispatcher, mailbox, supervisor, path);
    }
}
