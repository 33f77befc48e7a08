namespace Akka.Cluster.Sharding;

/// <summary>Understands <see cref="ShardingEnvelope"/> besides the messages of the application. Thread-safe if the other one is.</summary>
internal sealed class EnvelopeExtractor(IMessageExtractor application) : IMessageExtractor
{
    public string? EntityId(object message) =>
        message is ShardingEnvelope envelope ? envelope.EntityId : application.EntityId(message);

    public object EntityMessage(object message) =>
        message is ShardingEnvelope envelope ? envelope.Message : application.EntityMessage(message);

    public string ShardId(string entityId, object? messageHint = null) => application.ShardId(entityId, messageHint);
}

/// <summary>Makes an extractor of the two delegates. Thread-safe if they are.</summary>
internal sealed class DelegateExtractor(ExtractEntityId entityId, ExtractShardId shardId) : IMessageExtractor
{
    public string? EntityId(object message) => entityId(message) is { HasValue: true } found ? found.Value.Item1 : null;

    public object EntityMessage(object message) => entityId(message) is { HasValue: true } found ? found.Value.Item2 : message;

    public string ShardId(string entityId, object? messageHint = null) => shardId(messageHint ?? new ShardRegion.StartEntity(entityId));
}
