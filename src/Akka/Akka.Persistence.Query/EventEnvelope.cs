namespace Akka.Persistence.Query;

/// <summary>An event as a query gives it. Immutable.</summary>
public sealed class EventEnvelope : IEquatable<EventEnvelope>
{
    /// <param name="offset">Where to go on after this event: its number in the query's order.</param>
    /// <param name="persistenceId">The actor that wrote it.</param>
    /// <param name="sequenceNr">Its number among that actor's events.</param>
    /// <param name="event">The event, after the journal's event adapters.</param>
    /// <param name="timestamp">When it was written: .NET ticks, UTC.</param>
    /// <param name="tags">Its tags in alphabetical order; empty without any.</param>
    public EventEnvelope(Offset offset, string persistenceId, long sequenceNr, object @event, long timestamp, string[] tags)
    {
        Offset = offset;
        PersistenceId = persistenceId;
        SequenceNr = sequenceNr;
        Event = @event;
        Timestamp = timestamp;
        Tags = tags;
    }

    public Offset Offset { get; }

    public string PersistenceId { get; }

    public long SequenceNr { get; }

    public object Event { get; }

    public long Timestamp { get; }

    public string[] Tags { get; }

    /// <summary>Compares everything but time and tags.</summary>
    public bool Equals(EventEnvelope? other) => other is not null && Equals(Offset, other.Offset) && PersistenceId == other.PersistenceId
        && SequenceNr == other.SequenceNr && Equals(Event, other.Event);

    public override bool Equals(object? obj) => Equals(obj as EventEnvelope);

    public override int GetHashCode() => HashCode.Combine(Offset, PersistenceId, SequenceNr, Event);

    public override string ToString() =>
        $"EventEnvelope(persistenceId: {PersistenceId}, seqNr: {SequenceNr}, offset: {Offset}, event: {Event})";
}
