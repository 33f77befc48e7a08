namespace Akka.Routing;

/// <summary>A message that knows by what it is to be hashed.</summary>
public interface IConsistentHashable
{
    /// <summary>Messages with an equal key go to the same routee, as long as the routees do not change.</summary>
    object ConsistentHashKey { get; }
}

/// <summary>Takes the key out of a message; <c>null</c> when it has none.</summary>
public delegate object? ConsistentHashMapping(object msg);

/// <summary>A message with its key. Immutable.</summary>
public sealed class ConsistentHashableEnvelope : RouterEnvelope, IConsistentHashable
{
    /// <summary>Wraps <paramref name="message"/>.</summary>
    public ConsistentHashableEnvelope(object message, object hashKey)
        : base(message)
    {
        HashKey = hashKey;
    }

    /// <summary>The key.</summary>
    public object HashKey { get; }

    /// <inheritdoc />
    public object ConsistentHashKey => HashKey;
}
