using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>Lowest priority number first; equal ones in order of arrival. Without a limit.</summary>
public sealed class UnboundedPriorityMessageQueue : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly Func<object, int> _priority;
    private readonly PriorityQueue<Envelope, (int Priority, long Order)> _heap;
    private readonly Stack<Envelope> _front = new(0);
    private long _arrivals;

    /// <summary>A queue ordered by <paramref name="priorityGenerator"/>.</summary>
    public UnboundedPriorityMessageQueue(Func<object, int> priorityGenerator, int initialCapacity)
    {
        _priority = priorityGenerator;
        _heap = new PriorityQueue<Envelope, (int, long)>(initialCapacity);
    }

    /// <inheritdoc />
    public bool HasMessages => Count > 0;

    /// <inheritdoc />
    public int Count
    {
        get
        {
            lock (_heap)
                return _heap.Count + _front.Count;
        }
    }

    /// <inheritdoc />
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        lock (_heap)
            _heap.Enqueue(envelope, (_priority(envelope.Message), _arrivals++));
    }

    /// <inheritdoc />
    public void EnqueueFirst(Envelope envelope)
    {
        lock (_heap)
            _front.Push(envelope);
    }

    /// <inheritdoc />
    public bool TryDequeue(out Envelope envelope)
    {
        lock (_heap)
            return _front.TryPop(out envelope) || _heap.TryDequeue(out envelope, out _);
    }

    /// <inheritdoc />
    public void CleanUp(IActorRef owner, IMessageQueue deadletters) => MessageQueueDrain.MoveTo(this, owner, deadletters);
}
