namespace Akka.Routing;

/// <summary>
/// The one with the fewest messages; one that cannot be seen comes last, one that is suspended only when there is no other.
/// Thread-safe.
/// </summary>
public sealed class SmallestMailboxRoutingLogic : RoutingLogic
{
    /// <inheritdoc />
    public override Routee Select(object message, Routee[] routees)
    {
        var best = Routee.NoRoutee;
        var bestLoad = long.MaxValue;
        foreach (var routee in routees)
        {
            var load = Load(routee);
            if (load < bestLoad)
                (best, bestLoad) = (routee, load);
            if (load == 0)
                break;
        }

        return best;
    }

    private static long Load(Routee routee)
    {
        if (RouteeLoad.IsSuspended(routee))
            return long.MaxValue - 1;
        return RouteeLoad.Messages(routee) is { } messages ? (2L * messages) + (RouteeLoad.IsBusy(routee) ? 1 : 0) : long.MaxValue - 2;
    }
}
