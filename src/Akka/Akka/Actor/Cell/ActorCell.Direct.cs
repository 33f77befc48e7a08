namespace Akka.Actor;

/// <content>Messages past the mailbox, for tests that touch the instance.</content>
public partial class ActorCell
{
    /// <summary>Whether an asynchronous handler has not completed.</summary>
    internal bool HasPendingTask => Volatile.Read(ref _pendingTasks) > 0;

    /// <summary>
    /// Handles <paramref name="envelope"/> on this thread; what the actor throws is thrown here. The actor must be idle.
    /// </summary>
    internal void InvokeDirectly(Envelope envelope)
    {
        if (_actor is null)
            throw new InvalidOperationException($"Actor [{_self.Path}] has no instance: it has stopped, or its constructor has failed.");
        var previous = _current;
        _current = this;
        _currentMessage = envelope.Message;
        _sender = envelope.Sender;
        _envelopeId++;
        try
        {
            if (envelope.Message is IAutoReceivedMessage)
                AutoReceiveMessage(envelope);
            else
                ReceiveMessage(envelope.Message);
            ClearCurrentMessage();
        }
        finally
        {
            _current = previous;
        }
    }
}
