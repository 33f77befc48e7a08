using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>The user messages of one mailbox. Any thread enqueues; one thread at a time dequeues.</summary>
public interface IMessageQueue
{
    /// <summary>Whether a message is there or is just being put there.</summary>
    bool HasMessages { get; }

    /// <summary>Number of messages; a snapshot.</summary>
    int Count { get; }

    /// <summary>Puts a message at the end.</summary>
    void Enqueue(IActorRef receiver, Envelope envelope);

    /// <summary>Takes the next message.</summary>
    bool TryDequeue(out Envelope envelope);

    /// <summary>Moves what is left to <paramref name="deadletters"/> when <paramref name="owner"/> has stopped.</summary>
    void CleanUp(IActorRef owner, IMessageQueue deadletters);
}
