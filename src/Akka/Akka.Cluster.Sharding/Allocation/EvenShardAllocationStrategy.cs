using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>See <see cref="ShardAllocationStrategy.LeastShardAllocationStrategy"/>. Thread-safe.</summary>
internal sealed class EvenShardAllocationStrategy : IShardAllocationStrategy
{
    private readonly int _absoluteLimit;
    private readonly double _relativeLimit;

    public EvenShardAllocationStrategy(int absoluteLimit, double relativeLimit)
    {
        if (absoluteLimit < 1)
            throw new ArgumentException($"The rebalance-absolute-limit must be 1 or more; it is {absoluteLimit}.", nameof(absoluteLimit));
        if (relativeLimit is not (> 0 and <= 1))
        {
            throw new ArgumentException(
                $"The rebalance-relative-limit must be more than 0 and at most 1; it is {relativeLimit}.", nameof(relativeLimit));
        }

        _absoluteLimit = absoluteLimit;
        _relativeLimit = relativeLimit;
    }

    public Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations) =>
        Task.FromResult(ShardCounts.Fewest(currentShardAllocations));

    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress) =>
        Task.FromResult<IImmutableSet<string>>(
            rebalanceInProgress.Count > 0 ? ImmutableHashSet<string>.Empty : Choose(currentShardAllocations));

    private ImmutableHashSet<string> Choose(IImmutableDictionary<IActorRef, IImmutableList<string>> allocations)
    {
        if (allocations.Count < 2)
            return [];
        var regions = ShardCounts.Staying(allocations, ImmutableHashSet<string>.Empty);
        var shards = regions.Sum(region => region.Shards.Count);
        var limit = Math.Min(_absoluteLimit, Math.Max(1, (int)(_relativeLimit * shards)));
        var fair = (shards + regions.Count - 1) / regions.Count;
        var above = regions.SelectMany(region => region.Shards.Skip(fair)).Take(limit).ToImmutableHashSet();
        if (above.Count > 0)
            return above;

        // Nobody has too many; somebody may still have two fewer than the others.
        var lacking = regions.Sum(region => Math.Max(0, fair - 1 - region.Shards.Count));
        return lacking == 0
            ? []
            : [.. regions.Where(region => region.Shards.Count == fair).Select(region => region.Shards[0]).Take(Math.Min(limit, lacking))];
    }
}
