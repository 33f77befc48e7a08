using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>Decides where shards go. Asked by the coordinator, one question of a kind at a time; may take its time to answer.</summary>
public interface IShardAllocationStrategy : INoSerializationVerificationNeeded
{
    /// <summary>The region for a shard that has none: one of the keys of <paramref name="currentShardAllocations"/>.</summary>
    Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations);

    /// <summary>
    /// The shards that should move now. <paramref name="currentShardAllocations"/> has all shards, those in
    /// <paramref name="rebalanceInProgress"/>, which are moving already, included.
    /// </summary>
    Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress);
}
