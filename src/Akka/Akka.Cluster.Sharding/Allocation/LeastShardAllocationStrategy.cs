using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>
/// New shards go to the region with the fewest. When the fullest region has more than the emptiest by more than the threshold, shards of
/// the fullest move, some at a time. Thread-safe.
/// </summary>
public class LeastShardAllocationStrategy : IShardAllocationStrategy
{
    private readonly int _rebalanceThreshold;
    private readonly int _maxSimultaneousRebalance;

    /// <param name="rebalanceThreshold">Difference from which on shards move; 1 or more.</param>
    /// <param name="maxSimultaneousRebalance">Shards that move at a time; 0: none ever.</param>
    /// <exception cref="ArgumentException">A number out of range.</exception>
    public LeastShardAllocationStrategy(int rebalanceThreshold, int maxSimultaneousRebalance)
    {
        if (rebalanceThreshold < 1)
            throw new ArgumentException($"The rebalance-threshold must be 1 or more; it is {rebalanceThreshold}.",
                nameof(rebalanceThreshold));
        if (maxSimultaneousRebalance < 0)
        {
            throw new ArgumentException(
                $"max-simultaneous-rebalance must not be negative; it is {maxSimultaneousRebalance}.", nameof(maxSimultaneousRebalance));
        }

        _rebalanceThreshold = rebalanceThreshold;
        _maxSimultaneousRebalance = maxSimultaneousRebalance;
    }

    /// <inheritdoc />
    public virtual Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations) =>
        Task.FromResult(ShardCounts.Fewest(currentShardAllocations));

    /// <inheritdoc />
    public virtual Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress) =>
        Task.FromResult<IImmutableSet<string>>(Choose(currentShardAllocations, rebalanceInProgress));

    private ImmutableHashSet<string> Choose(
        IImmutableDictionary<IActorRef, IImmutableList<string>> allocations, IImmutableSet<string> moving)
    {
        var free = _maxSimultaneousRebalance - moving.Count;
        if (free <= 0 || allocations.Count < 2)
            return [];
        var staying = ShardCounts.Staying(allocations, moving);
        var fewest = allocations.Values.Min(shards => shards.Count);
        var most = staying[0].Shards;
        var difference = most.Count - fewest;
        return difference > _rebalanceThreshold ? [.. most.Take(Math.Min(free, Math.Max(1, difference / 2)))] : [];
    }
}
