using System.Globalization;

namespace Akka.Cluster.Sharding;

/// <summary>Spreads entities over a number of shards by a hash of their ids. The number must not change while nodes run.</summary>
public abstract class HashCodeMessageExtractor : IMessageExtractor
{
    /// <summary>The number of shards. Ten times the number of nodes planned for is a good value.</summary>
    public readonly int MaxNumberOfShards;

    /// <summary>An extractor.</summary>
    /// <exception cref="ArgumentException">Less than one shard.</exception>
    protected HashCodeMessageExtractor(int maxNumberOfShards)
    {
        if (maxNumberOfShards < 1)
            throw new ArgumentException($"There must be at least one shard; not {maxNumberOfShards}.", nameof(maxNumberOfShards));
        MaxNumberOfShards = maxNumberOfShards;
    }

    /// <summary>An extractor from functions; without <paramref name="messageExtractor"/> the entity gets the message itself.</summary>
    public static HashCodeMessageExtractor Create(
        int maxNumberOfShards, Func<object, string?> entityIdExtractor, Func<object, object>? messageExtractor = null) =>
        new FromFunctions(maxNumberOfShards, entityIdExtractor, messageExtractor);

    /// <inheritdoc />
    public abstract string? EntityId(object message);

    /// <inheritdoc />
    public virtual object EntityMessage(object message) => message;

    /// <inheritdoc />
    public virtual string ShardId(string entityId, object? messageHint = null) =>
        (StableHash.Of(entityId) % (uint)MaxNumberOfShards).ToString(CultureInfo.InvariantCulture);

    private sealed class FromFunctions(int shards, Func<object, string?> entityId, Func<object, object>? message)
        : HashCodeMessageExtractor(shards)
    {
        public override string? EntityId(object envelope) => entityId(envelope);

        public override object EntityMessage(object envelope) => message is null ? envelope : message(envelope);
    }
}
