using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>An unbounded queue with a front end that only the owning actor uses, when it unstashes.</summary>
public sealed class UnboundedDequeMessageQueue : UnboundedMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private readonly Stack<Envelope> _front = new(0);

    /// <inheritdoc />
    public override bool HasMessages => _front.Count > 0 || base.HasMessages;

    /// <inheritdoc />
    public override int Count => _front.Count + base.Count;

    /// <inheritdoc />
    public void EnqueueFirst(Envelope envelope) => _front.Push(envelope);

    /// <inheritdoc />
    public override bool TryDequeue(out Envelope envelope) => _front.TryPop(out envelope) || base.TryDequeue(out envelope);
}
