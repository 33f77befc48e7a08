namespace Akka.Persistence.Query.Internal;

/// <summary>An event of a journal with its place in the journal's order.</summary>
internal sealed record StoredEvent(long Ordering, IPersistentRepresentation Event, string[] Tags);

/// <summary>What queries read from a journal. Thread-safe. Calls end with an exception when the token is cancelled.</summary>
internal interface IStoredEvents
{
    /// <summary>
    /// The place of the last event, 0 without any. Nothing will ever appear at this place or before it that is not there now, however
    /// many writers are at work.
    /// </summary>
    Task<long> SettledOrderingAsync(CancellationToken token);

    Task<long> HighestSequenceNrAsync(string persistenceId, CancellationToken token);

    /// <summary>Undeleted events of one actor, both ends included, in order.</summary>
    Task<IReadOnlyList<StoredEvent>> ByIdAsync(string persistenceId, long from, long to, int countMax, CancellationToken token);

    /// <summary>Undeleted events after one place up to another, of a tag or, with null, of all, in order.</summary>
    Task<IReadOnlyList<StoredEvent>> ByOrderingAsync(string? tag, long after, long to, int countMax, CancellationToken token);

    /// <summary>The ids that have events after one place up to another.</summary>
    Task<IReadOnlyList<string>> IdsAsync(long after, long to, CancellationToken token);
}
