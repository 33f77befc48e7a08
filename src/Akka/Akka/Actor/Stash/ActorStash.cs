using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Akka.Actor;

/// <summary>The stash of one cell. Used by the owning actor only.</summary>
internal sealed class ActorStash : IStash
{
    private readonly ActorCell _cell;
    private readonly LinkedList<Envelope> _stashed = new();
    private long _lastStashed;

    public ActorStash(ActorCell cell)
    {
        _cell = cell;
        var capacity = cell.Props.Deploy.StashCapacity;
        if (capacity == Deploy.NoStashSize)
            capacity = cell.Dispatcher.Configurator.Config.GetInt("stash-capacity", Deploy.NoStashSize);
        Capacity = capacity < 0 ? Deploy.NoStashSize : capacity;
    }

    public int Count => _stashed.Count;

    public bool IsEmpty => _stashed.Count == 0;

    public bool NonEmpty => _stashed.Count > 0;

    public bool IsFull => Capacity >= 0 && _stashed.Count >= Capacity;

    public int Capacity { get; }

    public void Stash()
    {
        var message = _cell.CurrentMessage
            ?? throw new IllegalActorStateException($"Cannot stash in [{_cell.Self.Path}]: there is no current message.");
        if (_lastStashed == _cell.CurrentEnvelopeId)
            throw new IllegalActorStateException($"Can't stash the same message [{message}] more than once.");
        if (IsFull)
            throw new StashOverflowException($"Couldn't enqueue message [{message}] to the stash of "
                + $"[{_cell.Self.Path}]: it is full ({Capacity}).");
        _stashed.AddLast(new Envelope(message, _cell.Sender));
        if (message is Terminated terminated)
            _cell.TerminatedQueuedFor(terminated.ActorRef);
        _lastStashed = _cell.CurrentEnvelopeId;
    }

    public void Unstash()
    {
        if (_stashed.First is not { } first)
            return;
        _stashed.RemoveFirst();
        EnqueueFirst(first.Value);
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        for (var node = _stashed.Last; node is not null; node = node.Previous)
        {
            if (predicate(node.Value))
                EnqueueFirst(node.Value);
        }

        _stashed.Clear();
    }

    public IEnumerable<Envelope> ClearStash()
    {
        var all = _stashed.ToArray();
        _stashed.Clear();
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Reverse())
            _stashed.AddFirst(envelope);
    }

    private void EnqueueFirst(Envelope envelope)
    {
        if (_cell.Mailbox.MessageQueue is IDequeBasedMessageQueueSemantics deque)
        {
            deque.EnqueueFirst(envelope);
            return;
        }

        if (_cell.Mailbox.MessageQueue is DeadLetterMessageQueue deadLetters)
        {
            deadLetters.Enqueue(_cell.Self, envelope);
            return;
        }

        throw new NotSupportedException(
            $"Cannot unstash in [{_cell.Self.Path}]: a stash needs a deque-based mailbox, this one is "
                + $"{_cell.Mailbox.MessageQueue.GetType()}.");
    }
}
