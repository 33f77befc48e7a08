using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>What a coordinator persists.</summary>
internal interface ICoordinatorEvent : IClusterShardingSerializable
{
}

/// <summary>A region has registered.</summary>
internal sealed record ShardRegionRegistered(IActorRef Region) : ICoordinatorEvent;

/// <summary>A region has stopped, or its node was removed: its shards have no home.</summary>
internal sealed record ShardRegionTerminated(IActorRef Region) : ICoordinatorEvent;

/// <summary>A region hosts a shard.</summary>
internal sealed record ShardHomeAllocated(string Shard, IActorRef Region) : ICoordinatorEvent;

/// <summary>A shard was handed off and has no home.</summary>
internal sealed record ShardHomeDeallocated(string Shard) : ICoordinatorEvent;
