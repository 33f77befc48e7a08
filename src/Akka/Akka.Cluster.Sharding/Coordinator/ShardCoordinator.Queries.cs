using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <content>Questions about the whole cluster, passed on by regions.</content>
internal sealed partial class ShardCoordinator
{
    private static readonly TimeSpan QueryTimeoutMax = TimeSpan.FromMinutes(5);

    private void CommandQueries()
    {
        Command<GetCurrentRegions>(_ => Sender.Tell(
            new CurrentRegions(_state.Regions.Keys.Select(_nodes.AddressOf).ToImmutableHashSet()), Self));
        Command<GetClusterShardingStats>(CountAll);
    }

    private void CountAll(GetClusterShardingStats query)
    {
        var timeout = query.Timeout <= TimeSpan.Zero || query.Timeout > QueryTimeoutMax ? QueryTimeoutMax : query.Timeout;
        var regions = _state.Regions.Keys.Select(region => CountOne(region, _nodes.AddressOf(region), timeout)).ToArray();
        Gather(regions).PipeTo(Sender, Self);
    }

    private static async Task<(Address Node, ShardRegionStats? Stats)> CountOne(IActorRef region, Address node, TimeSpan timeout)
    {
        try
        {
            return (node, await region.Ask<ShardRegionStats>(GetShardRegionStats.Instance, timeout).ConfigureAwait(false));
        }
        catch (Exception error) when (error is AskTimeoutException or TaskCanceledException)
        {
            return (node, null);
        }
    }

    private static async Task<ClusterShardingStats> Gather(IEnumerable<Task<(Address Node, ShardRegionStats? Stats)>> regions)
    {
        var stats = ImmutableDictionary.CreateBuilder<Address, ShardRegionStats>();
        foreach (var (node, counted) in await Task.WhenAll(regions).ConfigureAwait(false))
        {
            if (counted is not null)
                stats[node] = counted;
        }

        return new ClusterShardingStats(stats.ToImmutable());
    }
}
