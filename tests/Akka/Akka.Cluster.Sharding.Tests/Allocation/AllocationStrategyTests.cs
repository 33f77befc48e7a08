using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding.Tests.Fixtures;

namespace Akka.Cluster.Sharding.Tests.Allocation;

/// <summary>Where shards go.</summary>
public sealed class AllocationStrategyTests
{
    private static readonly IActorRef[] Regions = [Ref.Of("a"), Ref.Of("b"), Ref.Of("c"), Ref.Of("d")];

    [Theory]
    [InlineData(0, 2, 1, 3)]
    [InlineData(2, 1, 1, 0)]
    [InlineData(1, 0, 0, 0)]
    public async Task A_new_shard_goes_to_the_region_with_the_fewest(int expected, int first, int second, int third)
    {
        int[] counts = [first, second, third];
        var strategy = new LeastShardAllocationStrategy(1, 3);
        var fewest = counts.Min();

        var chosen = await strategy.AllocateShard(ActorRefs.Nobody, "new", Allocations(counts));

        Assert.Equal(fewest, counts[Array.IndexOf(Regions, chosen)]);
        Assert.True(expected >= 0);
    }

    [Theory]
    [InlineData(1, 3, new[] { 2, 1 }, 0)]
    [InlineData(1, 3, new[] { 3, 1 }, 1)]
    [InlineData(1, 3, new[] { 10, 0 }, 3)]
    [InlineData(1, 10, new[] { 10, 0 }, 5)]
    [InlineData(5, 10, new[] { 10, 5 }, 0)]
    [InlineData(5, 10, new[] { 10, 4 }, 3)]
    [InlineData(1, 0, new[] { 10, 0 }, 0)]
    [InlineData(1, 3, new[] { 10 }, 0)]
    public async Task The_older_strategy_moves_shards_of_the_fullest(int threshold, int max, int[] counts, int moved)
    {
        var strategy = new LeastShardAllocationStrategy(threshold, max);

        var moving = await strategy.Rebalance(Allocations(counts), ImmutableHashSet<string>.Empty);

        Assert.Equal(moved, moving.Count);
        Assert.All(moving, shard => Assert.StartsWith("0-", shard));
    }

    [Fact]
    public async Task The_older_strategy_counts_those_that_move_already()
    {
        var strategy = new LeastShardAllocationStrategy(1, 3);

        var moving = await strategy.Rebalance(Allocations(10, 0), ImmutableHashSet.Create("0-0", "0-1"));

        Assert.Single(moving);
        Assert.DoesNotContain(moving.Single(), new[] { "0-0", "0-1" });
        Assert.Empty(await strategy.Rebalance(Allocations(10, 0), ImmutableHashSet.Create("0-0", "0-1", "0-2")));
    }

    [Theory]
    [InlineData(new[] { 10, 0 })]
    [InlineData(new[] { 7, 7, 7, 0 })]
    [InlineData(new[] { 100, 1, 1, 1 })]
    [InlineData(new[] { 3, 3, 3, 1 })]
    [InlineData(new[] { 0, 0, 0, 1 })]
    public async Task Both_strategies_end_in_balance_and_stay_there(int[] counts)
    {
        foreach (var strategy in new[]
        {
            new LeastShardAllocationStrategy(1, 3), ShardAllocationStrategy.LeastShardAllocationStrategy(5, 0.2),
        })
        {
            var allocations = Allocations(counts);
            var rounds = 0;
            while (await strategy.Rebalance(allocations, ImmutableHashSet<string>.Empty) is { Count: > 0 } moving)
            {
                Assert.InRange(++rounds, 1, 200);
                foreach (var shard in moving)
                {
                    var from = allocations.First(pair => pair.Value.Contains(shard));
                    allocations = allocations.SetItem(from.Key, from.Value.Remove(shard));
                    var to = await strategy.AllocateShard(from.Key, shard, allocations);
                    allocations = allocations.SetItem(to, allocations[to].Add(shard));
                }
            }

            Assert.Equal(counts.Sum(), allocations.Values.Sum(shards => shards.Count));
            Assert.InRange(allocations.Values.Max(shards => shards.Count) - allocations.Values.Min(shards => shards.Count), 0, 1);
        }
    }

    [Theory]
    [InlineData(4, 1.0, 4)]
    [InlineData(100, 0.1, 2)]
    [InlineData(100, 0.01, 1)]
    [InlineData(100, 1.0, 10)]
    public async Task The_newer_strategy_keeps_both_limits(int absolute, double relative, int moved)
    {
        var strategy = ShardAllocationStrategy.LeastShardAllocationStrategy(absolute, relative);

        Assert.Equal(moved, (await strategy.Rebalance(Allocations(20, 0), ImmutableHashSet<string>.Empty)).Count);
        Assert.Empty(await strategy.Rebalance(Allocations(20, 0), ImmutableHashSet.Create("0-0")));
    }

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new LeastShardAllocationStrategy(0, 1));
        Assert.Throws<ArgumentException>(() => new LeastShardAllocationStrategy(1, -1));
        Assert.Throws<ArgumentException>(() => ShardAllocationStrategy.LeastShardAllocationStrategy(0, 0.5));
        Assert.Throws<ArgumentException>(() => ShardAllocationStrategy.LeastShardAllocationStrategy(1, 1.5));
        Assert.Throws<ArgumentException>(() => ShardAllocationStrategy.LeastShardAllocationStrategy(1, double.NaN));
    }

    private static ImmutableDictionary<IActorRef, IImmutableList<string>> Allocations(params int[] counts) => counts
        .Select((count, region) => (Regions[region], Enumerable.Range(0, count).Select(shard => $"{region}-{shard}")))
        .ToImmutableDictionary(pair => pair.Item1, pair => (IImmutableList<string>)pair.Item2.ToImmutableList());
}
