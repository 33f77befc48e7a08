using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;

namespace Petabridge.Cmd.Cluster.Sharding;

/// <summary>Answers of regions as lines of text. Thread-safe.</summary>
internal static class ShardingText
{
    internal static string Names(IEnumerable<string> types) => Lines(types.Order(StringComparer.Ordinal));

    /// <summary>One line per node, as <c>cluster show</c> has them, with what runs there.</summary>
    internal static string Stats(ClusterShardingStats stats, ClusterEvent.CurrentClusterState cluster) => Lines(
        stats.Regions.OrderBy(pair => pair.Key).Select(pair => string.Create(
            CultureInfo.InvariantCulture,
            $"{Node(pair.Key, cluster)} | shards: {pair.Value.Stats.Count} | entities: "
                + $"{pair.Value.Stats.Values.Sum()}{Failed(pair.Value.Failed)}")));

    internal static string State(CurrentShardRegionState state) => Lines(
        Sorted(state).Select(shard => $"{shard.ShardId} | {string.Join(", ", shard.EntityIds.Order(StringComparer.Ordinal))}")
            .Append(string.Create(
                CultureInfo.InvariantCulture,
                $"Count: {state.Shards.Count} shards, {state.Shards.Sum(shard => shard.EntityIds.Count)} entities{Failed(state.Failed)}")));

    internal static string Shards(CurrentShardRegionState state) => Lines(
        Sorted(state).Select(shard => string.Create(CultureInfo.InvariantCulture, $"{shard.ShardId} | entities: {shard.EntityIds.Count}"))
            .Append(string.Create(CultureInfo.InvariantCulture, $"Count: {state.Shards.Count} shards{Failed(state.Failed)}")));

    internal static string Entities(CurrentShardRegionState state, string? shard)
    {
        var ids = Sorted(state).Where(one => shard is null || one.ShardId == shard)
            .SelectMany(one => one.EntityIds.Order(StringComparer.Ordinal))
            .ToArray();
        return Lines(ids.Append(string.Create(CultureInfo.InvariantCulture, $"Count: {ids.Length} entities")));
    }

    private static string Node(Address address, ClusterEvent.CurrentClusterState cluster)
    {
        var member = cluster.Members.FirstOrDefault(one => one.Address.Equals(address));
        if (member is null)
            return $"{address} | [] |  | ";
        var reachable = cluster.Unreachable.Contains(member) ? "unreachable" : "";
        return $"{address} | [{string.Join(",", member.Roles.Order(StringComparer.Ordinal))}] | "
            + $"{member.Status.ToString().ToLowerInvariant()} | {reachable} | {member.AppVersion}";
    }

    private static IEnumerable<ShardState> Sorted(CurrentShardRegionState state) => state.Shards
        .OrderBy(shard => shard.ShardId.Length)
        .ThenBy(shard => shard.ShardId, StringComparer.Ordinal);

    private static string Failed(IReadOnlyCollection<string> shards) => shards.Count == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" | without an answer: {shards.Count} shards");

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
