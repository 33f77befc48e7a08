using Akka.Actor;

namespace Akka.Cluster.Sharding;

/// <summary>Messages that wait, in order, by shard or entity, with a bound over all of them. Not thread-safe.</summary>
internal sealed class MessageBuffers(int messagesMax)
{
    private readonly Dictionary<string, Queue<(object Message, IActorRef Sender)>> _queues = [];

    /// <summary>Messages in all.</summary>
    public int Count { get; private set; }

    /// <summary>Who has messages waiting.</summary>
    public IReadOnlyCollection<string> Keys => _queues.Keys;

    /// <summary>Whether messages wait for it.</summary>
    public bool Has(string key) => _queues.ContainsKey(key);

    /// <summary>Adds one behind the others. False when there is no room.</summary>
    public bool TryAdd(string key, object message, IActorRef sender)
    {
        if (Count >= messagesMax)
            return false;
        if (!_queues.TryGetValue(key, out var queue))
            _queues[key] = queue = new Queue<(object, IActorRef)>();
        queue.Enqueue((message, sender));
        Count++;
        return true;
    }

    /// <summary>Takes all that wait for it, first to last.</summary>
    public IReadOnlyCollection<(object Message, IActorRef Sender)> Take(string key)
    {
        if (!_queues.Remove(key, out var queue))
            return [];
        Count -= queue.Count;
        return queue;
    }
}
