namespace Akka.Routing;

/// <summary>Makes rings.</summary>
public static class ConsistentHash
{
    /// <summary>See <see cref="ConsistentHash{T}"/>.</summary>
    public static ConsistentHash<T> Create<T>(IEnumerable<T> nodes, int virtualNodesFactor) => new(nodes, virtualNodesFactor);
}
