using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <content>Questions about what runs here and elsewhere.</content>
public sealed partial class ShardRegion
{
    private void AnswerQuery(IShardRegionQuery query)
    {
        switch (query)
        {
            case GetShardRegionState:
                AskShards().PipeTo(Sender, Self, answers => new CurrentShardRegionState(
                    answers.Select(answer => answer.State).OfType<ShardState>().ToImmutableHashSet(), Failed(answers)));
                break;
            case GetShardRegionStats:
                AskShards().PipeTo(Sender, Self, answers => new ShardRegionStats(
                    answers.Where(answer => answer.State is not null)
                        .ToImmutableDictionary(answer => answer.Shard, answer => answer.State!.EntityIds.Count),
                    Failed(answers)));
                break;
            case GetClusterShardingStats when _coordinator is null:
                Sender.Tell(new ClusterShardingStats(ImmutableDictionary<Address, ShardRegionStats>.Empty), Self);
                break;
            case GetCurrentRegions when _coordinator is null:
                Sender.Tell(new CurrentRegions(ImmutableHashSet<Address>.Empty), Self);
                break;
            default:
                _coordinator?.Forward(query);
                break;
        }
    }

    private Task<(string Shard, ShardState? State)[]> AskShards() =>
        Task.WhenAll(_shards.Select(pair => AskShard(pair.Key, pair.Value.Actor, _settings.ShardRegionQueryTimeout)));

    private static async Task<(string Shard, ShardState? State)> AskShard(string shard, IActorRef actor, TimeSpan timeout)
    {
        try
        {
            return (shard, await actor.Ask<ShardState>(GetCurrentShardState.Instance, timeout).ConfigureAwait(false));
        }
        catch (Exception error) when (error is AskTimeoutException or TaskCanceledException)
        {
            return (shard, null);
        }
    }

    private static ImmutableHashSet<string> Failed(IEnumerable<(string Shard, ShardState? State)> answers) =>
        answers.Where(answer => answer.State is null).Select(answer => answer.Shard).ToImmutableHashSet();
}
