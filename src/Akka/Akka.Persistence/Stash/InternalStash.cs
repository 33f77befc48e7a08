using Akka.Actor;

namespace Akka.Persistence;

/// <summary>Keeps the messages that reach an actor while it recovers or writes, in their order. Belongs to the actor's thread.</summary>
internal sealed class InternalStash(ActorCell cell, IStash mailboxFront)
{
    private readonly LinkedList<Envelope> _waiting = new();

    /// <exception cref="StashOverflowException">The stash is full.</exception>
    public void Stash(object message)
    {
        var capacity = mailboxFront.Capacity;
        if (capacity >= 0 && _waiting.Count >= capacity)
            throw new StashOverflowException($"The internal stash of {cell.Self.Path} is full: it holds {capacity} messages.");
        _waiting.AddLast(new Envelope(message, cell.Sender));
        if (message is Terminated terminated)
            cell.TerminatedQueuedFor(terminated.ActorRef);
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Reverse())
            _waiting.AddFirst(envelope);
    }

    /// <summary>Puts the oldest message in front of the mailbox.</summary>
    public void UnstashOne()
    {
        if (_waiting.First is not { } first)
            return;
        _waiting.RemoveFirst();
        mailboxFront.Prepend([first.Value]);
        mailboxFront.Unstash();
    }

    /// <summary>Puts all messages in front of the mailbox; of a stopped actor they go to the dead letters.</summary>
    public void UnstashAll()
    {
        if (_waiting.Count == 0)
            return;
        mailboxFront.Prepend([.. _waiting]);
        _waiting.Clear();
        mailboxFront.UnstashAll();
    }
}
