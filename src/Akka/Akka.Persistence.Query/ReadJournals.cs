using Akka.Streams.Dsl;

namespace Akka.Persistence.Query;

/// <summary>The reading side of a journal; what it can be asked is in the interfaces that it has beside this one.</summary>
public interface IReadJournal
{
}

/// <summary>Makes a read journal. Named by <c>class</c> of a section; needs the constructor (ExtendedActorSystem, Config).</summary>
public interface IReadJournalProvider
{
    IReadJournal GetReadJournal();
}

/// <summary>Live: goes on with events that are written later, and completes when the last number asked for was given.</summary>
public interface IEventsByPersistenceIdQuery : IReadJournal
{
    /// <summary>The events of one actor from a number to a number, both included, in order.</summary>
    Source<EventEnvelope, NotUsed> EventsByPersistenceId(string persistenceId, long fromSequenceNr, long toSequenceNr);
}

/// <summary>As <see cref="IEventsByPersistenceIdQuery"/>; completes with what is stored when it starts.</summary>
public interface ICurrentEventsByPersistenceIdQuery : IReadJournal
{
    Source<EventEnvelope, NotUsed> CurrentEventsByPersistenceId(string persistenceId, long fromSequenceNr, long toSequenceNr);
}

/// <summary>Live: goes on with events that are written later and does not complete.</summary>
public interface IEventsByTagQuery : IReadJournal
{
    /// <summary>The events with a tag after an offset, in the order of the journal; null begins with the first one.</summary>
    Source<EventEnvelope, NotUsed> EventsByTag(string tag, Offset? offset = null);
}

/// <summary>As <see cref="IEventsByTagQuery"/>; completes with what is stored when it starts.</summary>
public interface ICurrentEventsByTagQuery : IReadJournal
{
    Source<EventEnvelope, NotUsed> CurrentEventsByTag(string tag, Offset? offset = null);
}

/// <summary>Live: goes on with events that are written later and does not complete.</summary>
public interface IAllEventsQuery : IReadJournal
{
    /// <summary>All events after an offset, in the order of the journal; null begins with the first one.</summary>
    Source<EventEnvelope, NotUsed> AllEvents(Offset? offset = null);
}

/// <summary>As <see cref="IAllEventsQuery"/>; completes with what is stored when it starts.</summary>
public interface ICurrentAllEventsQuery : IReadJournal
{
    Source<EventEnvelope, NotUsed> CurrentAllEvents(Offset? offset = null);
}

/// <summary>Live: goes on with ids that appear later and does not complete.</summary>
public interface IPersistenceIdsQuery : IReadJournal
{
    /// <summary>Each persistence id of the journal once.</summary>
    Source<string, NotUsed> PersistenceIds();
}

/// <summary>As <see cref="IPersistenceIdsQuery"/>; completes with what is stored when it starts.</summary>
public interface ICurrentPersistenceIdsQuery : IReadJournal
{
    Source<string, NotUsed> CurrentPersistenceIds();
}
