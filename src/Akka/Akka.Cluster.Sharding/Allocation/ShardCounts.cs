using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>What allocation strategies have in common. Thread-safe.</summary>
internal static class ShardCounts
{
    /// <summary>The region with the fewest shards; of several, the first by path, so that the choice is the same every time.</summary>
    public static IActorRef Fewest(IImmutableDictionary<IActorRef, IImmutableList<string>> allocations) => allocations
        .OrderBy(pair => pair.Value.Count)
        .ThenBy(pair => pair.Key.Path.ToString(), StringComparer.Ordinal)
        .First().Key;

    /// <summary>The regions with the shards that are not moving, most shards first.</summary>
    public static List<(IActorRef Region, List<string> Shards)> Staying(
        IImmutableDictionary<IActorRef, IImmutableList<string>> allocations, IImmutableSet<string> moving) =>
        [.. allocations
            .Select(pair => (pair.Key, pair.Value.Where(shard => !moving.Contains(shard)).ToList()))
            .OrderByDescending(pair => pair.Item2.Count)
            .ThenBy(pair => pair.Key.Path.ToString(), StringComparer.Ordinal)];
}
