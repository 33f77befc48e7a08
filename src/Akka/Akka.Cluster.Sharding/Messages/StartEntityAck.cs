namespace Akka.Cluster.Sharding;

/// <summary>Answer to <see cref="ShardRegion.StartEntity"/>: the entity runs.</summary>
/// <param name="entityId">The entity.</param>
/// <param name="shardId">Its shard.</param>
internal sealed class StartEntityAck(string entityId, string shardId) : IClusterShardingSerializable, IEquatable<StartEntityAck>
{
    /// <summary>The entity.</summary>
    public string EntityId { get; } = entityId;

    /// <summary>Its shard.</summary>
    public string ShardId { get; } = shardId;

    public bool Equals(StartEntityAck? other) => other is not null && EntityId == other.EntityId && ShardId == other.ShardId;

    public override bool Equals(object? obj) => Equals(obj as StartEntityAck);

    public override int GetHashCode() => HashCode.Combine(EntityId, ShardId);

    public override string ToString() => $"StartEntityAck({EntityId}, {ShardId})";
}
