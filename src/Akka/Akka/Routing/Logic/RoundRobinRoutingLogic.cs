namespace Akka.Routing;

/// <summary>One after the other. Thread-safe.</summary>
public sealed class RoundRobinRoutingLogic : RoutingLogic
{
    private int _next;

    /// <summary>Begins with the first routee.</summary>
    public RoundRobinRoutingLogic()
        : this(-1)
    {
    }

    /// <summary>Begins with the routee after <paramref name="next"/>.</summary>
    public RoundRobinRoutingLogic(int next)
    {
        _next = next;
    }

    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : routees[(int)((uint)Interlocked.Increment(ref _next) % (uint)routees.Length)];
}
