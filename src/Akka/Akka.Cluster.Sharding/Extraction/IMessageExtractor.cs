using Akka.Util;

namespace Akka.Cluster.Sharding;

/// <summary>The id of an entity and what it gets, for a message; none when the message is for no entity.</summary>
public delegate Option<ValueTuple<string, object>> ExtractEntityId(object message);

/// <summary>The shard of a message; also asked with <see cref="ShardRegion.StartEntity"/> when entities are remembered.</summary>
public delegate string ExtractShardId(object message);

/// <summary>
/// Tells entities and shards of messages. The answers depend on the message alone and are the same on every node, in every version
/// of the application that runs at the same time. Implementations are thread-safe.
/// </summary>
public interface IMessageExtractor
{
    /// <summary>The id of the entity a message is for; <c>null</c> when it is for none.</summary>
    string? EntityId(object message);

    /// <summary>What the entity gets.</summary>
    object EntityMessage(object message);

    /// <summary>The shard of an entity. <paramref name="messageHint"/> is the message, where there is one.</summary>
    string ShardId(string entityId, object? messageHint = null);
}
