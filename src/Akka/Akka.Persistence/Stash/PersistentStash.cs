using Akka.Actor;

namespace Akka.Persistence;

/// <summary>
/// The stash that a persistent actor's own code uses. Unstashed messages go in front of those that wait for a write to end,
/// so that the order stays what it is for actors without persistence. Belongs to the actor's thread.
/// </summary>
internal sealed class PersistentStash(ActorCell cell, InternalStash waiting, int capacity) : IStash
{
    private readonly LinkedList<Envelope> _stashed = new();
    private long _lastStashed = long.MinValue;

    public int Count => _stashed.Count;

    public bool IsEmpty => _stashed.Count == 0;

    public bool NonEmpty => _stashed.Count > 0;

    public bool IsFull => capacity >= 0 && _stashed.Count >= capacity;

    public int Capacity => capacity;

    public void Stash()
    {
        var message = cell.CurrentMessage
            ?? throw new InvalidOperationException("There is no message to stash outside of a message handler.");
        if (cell.CurrentEnvelopeId == _lastStashed)
            throw new IllegalActorStateException($"Cannot stash the message {message} twice.");
        if (IsFull)
            throw new StashOverflowException($"The stash of {cell.Self.Path} is full: it holds {capacity} messages.");
        _stashed.AddLast(new Envelope(message, cell.Sender));
        if (message is Terminated terminated)
            cell.TerminatedQueuedFor(terminated.ActorRef);
        _lastStashed = cell.CurrentEnvelopeId;
    }

    public void Unstash()
    {
        if (_stashed.First is not { } first)
            return;
        _stashed.RemoveFirst();
        waiting.Prepend([first.Value]);
    }

    public void UnstashAll() => UnstashAll(_ => true);

    public void UnstashAll(Func<Envelope, bool> predicate) => waiting.Prepend([.. ClearStash().Where(predicate)]);

    public IEnumerable<Envelope> ClearStash()
    {
        List<Envelope> all = [.. _stashed];
        _stashed.Clear();
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Reverse())
            _stashed.AddFirst(envelope);
    }
}
