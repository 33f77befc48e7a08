using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>Required or offered kind of message queue.</summary>
public interface ISemantics
{
}

/// <summary>The actor needs a mailbox whose queue offers <typeparamref name="T"/>.</summary>
public interface IRequiresMessageQueue<T>
    where T : ISemantics
{
}

/// <summary>The mailbox type makes queues that offer <typeparamref name="TQueue"/>.</summary>
public interface IProducesMessageQueue<TQueue>
    where TQueue : class
{
}

/// <summary>A queue without a limit.</summary>
public interface IUnboundedMessageQueueSemantics : ISemantics
{
}

/// <summary>A queue with a limit: a sender waits up to <see cref="PushTimeOut"/>, then the message is a dead letter.</summary>
public interface IBoundedMessageQueueSemantics : ISemantics
{
    /// <summary>How long a sender waits; negative for ever.</summary>
    TimeSpan PushTimeOut { get; }
}

/// <summary>A queue that takes messages at its front too.</summary>
public interface IDequeBasedMessageQueueSemantics : ISemantics
{
    /// <summary>Puts a message at the front; called by the owning actor only.</summary>
    void EnqueueFirst(Envelope envelope);
}

/// <summary>A queue without a limit that takes messages at its front too.</summary>
public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics
{
}

/// <summary>A queue with a limit that takes messages at its front too.</summary>
public interface IBoundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IBoundedMessageQueueSemantics
{
}

/// <summary>A queue that may have several consumers.</summary>
public interface IMultipleConsumerSemantics : ISemantics
{
}

/// <summary>A queue that delivers <see cref="IControlMessage"/> first.</summary>
public interface IControlAwareMessageQueueSemantics : ISemantics
{
}

/// <summary>A message that a control-aware mailbox delivers before all others.</summary>
public interface IControlMessage
{
}
