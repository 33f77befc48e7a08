namespace Akka.Routing;

/// <summary>All of them. Thread-safe.</summary>
public sealed class BroadcastRoutingLogic : RoutingLogic
{
    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : new SeveralRoutees(routees);
}
