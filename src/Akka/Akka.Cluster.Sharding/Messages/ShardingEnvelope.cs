using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>A message with the id of the entity it is for; every extractor understands it. Immutable and thread-safe.</summary>
public sealed class ShardingEnvelope : IWrappedMessage, IClusterShardingSerializable, IEquatable<ShardingEnvelope>
{
    /// <param name="entityId">The entity.</param>
    /// <param name="message">What it gets.</param>
    public ShardingEnvelope(string entityId, object message)
    {
        EntityId = entityId;
        Message = message;
    }

    /// <summary>The entity.</summary>
    public string EntityId { get; }

    /// <summary>What it gets.</summary>
    public object Message { get; }

    /// <inheritdoc />
    public bool Equals(ShardingEnvelope? other) => other is not null && EntityId == other.EntityId && Equals(Message, other.Message);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ShardingEnvelope);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(EntityId, Message);

    /// <inheritdoc />
    public override string ToString() => $"ShardingEnvelope({EntityId}, {Message})";
}
