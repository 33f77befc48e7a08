namespace Akka.Routing;

/// <summary>Chooses a routee for each message. Implementations are thread-safe: senders call it at the same time.</summary>
public abstract class RoutingLogic
{
    /// <summary>The routee for <paramref name="message"/>; there is at least one.</summary>
    public abstract Routee Select(object message, Routee[] routees);
}
