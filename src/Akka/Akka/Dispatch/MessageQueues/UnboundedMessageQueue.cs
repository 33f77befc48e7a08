using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// First in, first out, without a limit; many producers, one consumer. Nothing is allocated before the first message, and
/// nothing per message once the ring has the size that the traffic needs.
/// </summary>
public class UnboundedMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private const int FirstCapacity = 4;
    private const int CapacityMax = 1024;

    private volatile MpscRing? _front;
    private volatile MpscRing? _back;

    /// <inheritdoc />
    public virtual bool HasMessages
    {
        get
        {
            var ring = _front;
            while (ring is not null)
            {
                if (ring.HasReserved)
                    return true;
                if (!ring.IsFrozen)
                    return false;
                ring = ring.Next;
            }

            return false;
        }
    }

    /// <inheritdoc />
    public virtual int Count
    {
        get
        {
            var count = 0;
            for (var ring = _front; ring is not null; ring = ring.Next)
                count += ring.Count;
            return count;
        }
    }

    /// <inheritdoc />
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        var ring = _back;
        while (ring is null || !ring.TryEnqueue(in envelope))
            ring = Grow(ring);
    }

    /// <inheritdoc />
    public virtual bool TryDequeue(out Envelope envelope)
    {
        var ring = _front;
        while (ring is not null)
        {
            if (ring.TryDequeue(out envelope))
                return true;
            if (!ring.IsFrozen)
                return false;
            if (ring.HasReserved)
                continue;
            _front = ring = ring.Next;
        }

        envelope = default;
        return false;
    }

    /// <inheritdoc />
    public virtual void CleanUp(IActorRef owner, IMessageQueue deadletters) => MessageQueueDrain.MoveTo(this, owner, deadletters);

    private MpscRing Grow(MpscRing? full)
    {
        lock (this)
        {
            var back = _back;
            if (back != full)
                return back!;
            if (full is null)
            {
                var first = new MpscRing(FirstCapacity);
                _front = first;
                _back = first;
                return first;
            }

            // Next is set before the freeze: a consumer that sees a frozen, drained ring finds the following one.
            var next = new MpscRing(Math.Min(full.Capacity * 4, CapacityMax));
            full.Next = next;
            full.Freeze();
            _back = next;
            return next;
        }
    }
}
