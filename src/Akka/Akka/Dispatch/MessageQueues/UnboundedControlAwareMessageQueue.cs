using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary><see cref="IControlMessage"/> first, then the others, each kind in order of arrival. Without a limit.</summary>
public sealed class UnboundedControlAwareMessageQueue
    : IMessageQueue, IUnboundedMessageQueueSemantics, IControlAwareMessageQueueSemantics
{
    private readonly UnboundedMessageQueue _control = new();
    private readonly UnboundedMessageQueue _others = new();

    /// <inheritdoc />
    public bool HasMessages => _control.HasMessages || _others.HasMessages;

    /// <inheritdoc />
    public int Count => _control.Count + _others.Count;

    /// <inheritdoc />
    public void Enqueue(IActorRef receiver, Envelope envelope) =>
        (envelope.Message is IControlMessage ? _control : _others).Enqueue(receiver, envelope);

    /// <inheritdoc />
    public bool TryDequeue(out Envelope envelope) => _control.TryDequeue(out envelope) || _others.TryDequeue(out envelope);

    /// <inheritdoc />
    public void CleanUp(IActorRef owner, IMessageQueue deadletters) => MessageQueueDrain.MoveTo(this, owner, deadletters);
}
