using Akka.Actor;
using Akka.Cluster.Sharding;
using VioActors.Actors.Aggregates;

namespace VioActors.Node.Nodes;

/// <summary>
/// Spreads the aggregates of the shared VIOS DB over the processes with the role <c>vios-db</c>: logical units, pools, clients and VIOSes
/// by sharding, so that each is in one process at a time and moves when that is gone. Thread-safe.
/// </summary>
internal static class SpreadViosDb
{
    // All processes of a cluster must agree, also with those of the version before: never changed. Ten for each of some ten processes.
    private const int ShardCount = 96;

    /// <summary>Starts the regions, or their proxies where aggregates are not to run. The front works from then on.</summary>
    /// <param name="singletons">Where the aggregates are that are not spread.</param>
    public static async Task StartAsync(
        ActorSystem system, IActorRef front, AggregateFamilies families, IActorRef singletons, bool isHost)
    {
        var sharding = ClusterSharding.Get(system);
        var regions = new Dictionary<string, IActorRef>(StringComparer.Ordinal);
        foreach (var family in families.All.Where(family => family.IsSpread))
        {
            var extractor = HashCodeMessageExtractor.Create(ShardCount, family.IdOf);
            var settings = ClusterShardingSettings.Create(system).WithRole(NodeSettings.ViosDbRole);
            regions[family.Type] = isHost
                ? await sharding.StartAsync(
                    family.Type, family.PropsOf, settings, extractor, sharding.DefaultShardAllocationStrategy(settings), Retire.Instance)
                    .ConfigureAwait(false)
                : await sharding.StartProxyAsync(family.Type, NodeSettings.ViosDbRole, extractor).ConfigureAwait(false);
        }

        front.Tell(new ViosDbRoutes(families.All, regions, singletons));
    }
}
