using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch.MessageQueues;

/// <summary>First in, first out, with a limit: a full queue holds its senders up, then refuses to the dead letters.</summary>
public class BoundedMessageQueue : IMessageQueue, IBoundedMessageQueueSemantics
{
    private readonly IMessageQueue _queue;
    private readonly SemaphoreSlim _free;
    private readonly IActorRef _deadLetters;
    private int _withoutPermit;

    /// <summary>A queue of at most <paramref name="boundedCapacity"/> messages.</summary>
    public BoundedMessageQueue(int boundedCapacity, TimeSpan pushTimeOut, ActorSystem system)
        : this(boundedCapacity, pushTimeOut, system, new UnboundedMessageQueue())
    {
    }

    private protected BoundedMessageQueue(int boundedCapacity, TimeSpan pushTimeOut, ActorSystem system, IMessageQueue queue)
    {
        _queue = queue;
        _free = new SemaphoreSlim(boundedCapacity);
        _deadLetters = system.DeadLetters;
        PushTimeOut = pushTimeOut;
    }

    /// <inheritdoc />
    public TimeSpan PushTimeOut { get; }

    /// <inheritdoc />
    public bool HasMessages => _queue.HasMessages;

    /// <inheritdoc />
    public int Count => _queue.Count;

    /// <inheritdoc />
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (_free.Wait(PushTimeOut < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : PushTimeOut))
            _queue.Enqueue(receiver, envelope);
        else
            _deadLetters.Tell(new DeadLetter(envelope.Message, envelope.Sender, receiver), envelope.Sender);
    }

    /// <inheritdoc />
    public bool TryDequeue(out Envelope envelope)
    {
        if (!_queue.TryDequeue(out envelope))
            return false;

        if (_withoutPermit > 0)
            _withoutPermit--;
        else
            _free.Release();
        return true;
    }

    /// <summary>Accounts for a message put at the front by the owner, which must never wait for itself.</summary>
    private protected void TakePermitForFront()
    {
        if (!_free.Wait(0))
            _withoutPermit++;
    }

    /// <inheritdoc />
    public void CleanUp(IActorRef owner, IMessageQueue deadletters) => MessageQueueDrain.MoveTo(this, owner, deadletters);
}
