using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>From a shard to its region: it takes messages now.</summary>
internal sealed record ShardInitialized(string Shard) : INoSerializationVerificationNeeded;

/// <summary>From a region to its shard: stop all entities, then yourself.</summary>
internal sealed record StopShard : INoSerializationVerificationNeeded
{
    public static readonly StopShard Instance = new();
}

/// <summary>To a shard: which entities run? Answered by <see cref="ShardState"/>.</summary>
internal sealed record GetCurrentShardState : INoSerializationVerificationNeeded
{
    public static readonly GetCurrentShardState Instance = new();
}

/// <summary>What a shard with remembered entities persists.</summary>
internal interface IRememberedEntityEvent : IClusterShardingSerializable
{
}

/// <summary>An entity was started.</summary>
internal sealed record EntityStarted(string EntityId) : IRememberedEntityEvent;

/// <summary>An entity was passivated.</summary>
internal sealed record EntityStopped(string EntityId) : IRememberedEntityEvent;

/// <summary>Snapshot: the entities that are to run.</summary>
internal sealed record EntityState(IReadOnlyCollection<string> Entities) : IRememberedEntityEvent;
