using System.Collections.Concurrent;
using Akka.Remote.Wire;

namespace Akka.Remote.Transport;

/// <summary>The messages that wait for one stream, a limited number of them. Adding is thread-safe, taking is for one thread.</summary>
internal sealed class OutboundQueue(int capacity)
{
    private readonly ConcurrentQueue<OutboundMessage> _messages = new();
    private int _count;

    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a message; false when there are too many already.</summary>
    public bool TryAdd(in OutboundMessage message)
    {
        if (Interlocked.Increment(ref _count) > capacity)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _messages.Enqueue(message);
        return true;
    }

    /// <summary>Takes the oldest message. False also for a message that is just being added; its sender will wake the taker.</summary>
    public bool TryTake(out OutboundMessage message)
    {
        if (!_messages.TryDequeue(out message))
            return false;
        Interlocked.Decrement(ref _count);
        return true;
    }
}
