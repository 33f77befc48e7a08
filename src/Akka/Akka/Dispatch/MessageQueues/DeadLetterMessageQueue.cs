using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch.MessageQueues;

/// <summary>The queue of stopped cells: everything is a dead letter.</summary>
internal sealed class DeadLetterMessageQueue : IMessageQueue
{
    private readonly Func<IActorRef> _deadLetters;

    public DeadLetterMessageQueue(Func<IActorRef> deadLetters)
    {
        _deadLetters = deadLetters;
    }

    public bool HasMessages => false;

    public int Count => 0;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (envelope.Message is DeadLetter)
            return;
        _deadLetters().Tell(new DeadLetter(envelope.Message, envelope.Sender, receiver), envelope.Sender);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        envelope = default;
        return false;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
    }
}
