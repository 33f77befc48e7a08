namespace Akka.Cluster.Sharding;

/// <summary>The strategies that there are. Thread-safe.</summary>
public static class ShardAllocationStrategy
{
    /// <summary>
    /// New shards go to the region with the fewest. Rebalancing goes on in rounds until all regions have as many shards as they should;
    /// a round moves at most <paramref name="absoluteLimit"/> shards and at most the part <paramref name="relativeLimit"/> of all, but
    /// at least one.
    /// </summary>
    /// <exception cref="ArgumentException">A limit out of range.</exception>
    public static IShardAllocationStrategy LeastShardAllocationStrategy(int absoluteLimit, double relativeLimit) =>
        new EvenShardAllocationStrategy(absoluteLimit, relativeLimit);
}
