using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>Messages set aside to be handled later. Used by the owning actor only.</summary>
public interface IStash
{
    /// <summary>Number of messages.</summary>
    int Count { get; }

    /// <summary>Whether there is none.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether there is one.</summary>
    bool NonEmpty { get; }

    /// <summary>Whether <see cref="Capacity"/> is reached.</summary>
    bool IsFull { get; }

    /// <summary>Messages at most; -1 without a limit.</summary>
    int Capacity { get; }

    /// <summary>
    /// Sets the current message aside. Throws <see cref="StashOverflowException"/>, or <see cref="IllegalActorStateException"/>
    /// at the second time.
    /// </summary>
    void Stash();

    /// <summary>Puts the oldest one at the front of the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all at the front of the mailbox, in their order.</summary>
    void UnstashAll();

    /// <summary>Puts those that <paramref name="predicate"/> chooses at the front of the mailbox and drops the others.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Takes all out.</summary>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Puts messages in front of the stashed ones.</summary>
    void Prepend(IEnumerable<Envelope> envelopes);
}

/// <summary>An actor with a stash, which the engine provides after the constructor.</summary>
public interface IActorStash
{
    /// <summary>The stash.</summary>
    IStash Stash { get; set; }
}

/// <summary>An actor with a stash on whatever mailbox it has.</summary>
public interface IWithUnrestrictedStash : IActorStash
{
}

/// <summary>An actor with a stash on a deque mailbox.</summary>
public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>
{
}

/// <summary>An actor with an unbounded stash.</summary>
public interface IWithUnboundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>
{
}

/// <summary>An actor with a bounded stash (<c>Props.WithStashCapacity</c> or <c>stash-capacity</c>).</summary>
public interface IWithBoundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>
{
}
