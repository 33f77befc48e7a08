using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Persistence;

/// <summary>Marks what a store of messages may have to read after an upgrade.</summary>
public interface IMessage
{
}

/// <summary>One element of a write: events to write, or a deferred message that only keeps its place.</summary>
public interface IPersistentEnvelope
{
    object Payload { get; }

    IActorRef Sender { get; }

    /// <summary>Events in it.</summary>
    int Size { get; }
}

/// <summary>A message that is not written; it comes back after the events before it.</summary>
internal sealed record NonPersistentMessage(object Payload, IActorRef Sender) : IPersistentEnvelope
{
    public int Size => 1;
}

/// <summary>Events of one actor that are written all or not at all. Immutable.</summary>
public sealed class AtomicWrite : IPersistentEnvelope, IMessage
{
    private readonly IImmutableList<IPersistentRepresentation> _events;

    public AtomicWrite(IPersistentRepresentation @event)
        : this(ImmutableArray.Create(@event))
    {
    }

    /// <exception cref="ArgumentException">The list is empty or holds events of several actors.</exception>
    public AtomicWrite(IImmutableList<IPersistentRepresentation> payload)
    {
        if (payload is null || payload.Count == 0)
            throw new ArgumentException("An atomic write needs at least one event.", nameof(payload));
        var first = payload[0];
        if (payload.Count > 1 && payload.Any(other => other.PersistenceId != first.PersistenceId))
            throw new ArgumentException("An atomic write cannot hold events of several persistence ids.", nameof(payload));
        _events = payload;
        PersistenceId = first.PersistenceId;
        LowestSequenceNr = first.SequenceNr;
        HighestSequenceNr = payload[^1].SequenceNr;
        Sender = ActorRefs.NoSender;
    }

    /// <summary>The events: a list of <see cref="IPersistentRepresentation"/>.</summary>
    public object Payload => _events;

    public IActorRef Sender { get; }

    public int Size => _events.Count;

    public string PersistenceId { get; }

    public long LowestSequenceNr { get; }

    public long HighestSequenceNr { get; }

    internal IImmutableList<IPersistentRepresentation> Events => _events;

    public override string ToString() => $"AtomicWrite({PersistenceId}, {LowestSequenceNr}..{HighestSequenceNr})";
}
