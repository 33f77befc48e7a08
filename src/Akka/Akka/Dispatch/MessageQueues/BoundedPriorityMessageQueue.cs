using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>Lowest priority number first, equal ones in order of arrival, with a limit as in <see cref="BoundedMessageQueue"/>.</summary>
public sealed class BoundedPriorityMessageQueue : BoundedMessageQueue, IBoundedDequeBasedMessageQueueSemantics
{
    private readonly UnboundedPriorityMessageQueue _priorities;

    /// <summary>A queue of at most <paramref name="boundedCapacity"/> messages.</summary>
    public BoundedPriorityMessageQueue(Func<object, int> priorityGenerator, int boundedCapacity, TimeSpan pushTimeOut, ActorSystem system)
        : this(boundedCapacity, pushTimeOut, system, new UnboundedPriorityMessageQueue(priorityGenerator, Math.Min(boundedCapacity, 16)))
    {
    }

    private BoundedPriorityMessageQueue(int capacity, TimeSpan pushTimeOut, ActorSystem system, UnboundedPriorityMessageQueue priorities)
        : base(capacity, pushTimeOut, system, priorities)
    {
        _priorities = priorities;
    }

    /// <inheritdoc />
    public void EnqueueFirst(Envelope envelope)
    {
        TakePermitForFront();
        _priorities.EnqueueFirst(envelope);
    }
}
