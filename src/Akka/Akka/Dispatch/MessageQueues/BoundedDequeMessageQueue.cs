using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// A bounded queue that the owning actor may put messages in front of. It never waits for itself: the limit may be exceeded by
/// those.
/// </summary>
public sealed class BoundedDequeMessageQueue : BoundedMessageQueue, IBoundedDequeBasedMessageQueueSemantics
{
    private readonly UnboundedDequeMessageQueue _deque;

    /// <summary>A queue of at most <paramref name="boundedCapacity"/> messages.</summary>
    public BoundedDequeMessageQueue(int boundedCapacity, TimeSpan pushTimeOut, ActorSystem system)
        : this(boundedCapacity, pushTimeOut, system, new UnboundedDequeMessageQueue())
    {
    }

    private BoundedDequeMessageQueue(int capacity, TimeSpan pushTimeOut, ActorSystem system, UnboundedDequeMessageQueue deque)
        : base(capacity, pushTimeOut, system, deque)
    {
        _deque = deque;
    }

    /// <inheritdoc />
    public void EnqueueFirst(Envelope envelope)
    {
        TakePermitForFront();
        _deque.EnqueueFirst(envelope);
    }
}
