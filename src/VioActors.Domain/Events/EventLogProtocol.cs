using VioActors.Domain.Common;

namespace VioActors.Domain.Events;

/// <summary>A command or query for the event log: one in the cluster, a singleton.</summary>
public interface IEventLogMessage : IDomainMessage;

/// <summary>Stored event of the event log.</summary>
public interface IEventLogEvent : IEvent;

/// <summary>
/// How objects are now, as far as they were read; the log notes what differs from what it knew (MGT-4). Answered with
/// <see cref="ObservationsNoted"/>. Safe to repeat: what is known already is no event.
/// </summary>
/// <param name="CompleteKinds">Of these kinds they are all: one that is known and not among them is gone.</param>
public sealed record ObserveObjects(ValueList<ObservedObject> Objects, ValueList<string> CompleteKinds) : ICommand, IEventLogMessage;

/// <summary>How an object is.</summary>
/// <param name="Object">Its kind: <c>lu</c>.</param>
/// <param name="Fingerprint">Differs when anything that matters of it differs.</param>
/// <param name="Version">Null when the object has none.</param>
/// <param name="Condition">Its status or alert level; empty when it has none.</param>
/// <param name="Exists">False: it is gone.</param>
/// <param name="Causes">Names of what happened, as far as known; for people.</param>
public sealed record ObservedObject(
    string Object, string Id, long Fingerprint, long? Version, string Condition, bool Exists, string Causes);

/// <summary>Asks for noted events. Answered with <see cref="EventsFound"/>.</summary>
/// <param name="After">Number of the last one seen; null: from now on, none at once.</param>
/// <param name="Wanted">Empty: everything.</param>
/// <param name="CountMax">1 to 1000.</param>
public sealed record ReadEvents(long? After, ValueList<EventWish> Wanted, int CountMax) : IQuery, IEventLogMessage;

/// <summary>Asks for the latest events. Answered with <see cref="EventsFound"/>.</summary>
/// <param name="CountMax">1 to 1000.</param>
public sealed record ReadLatestEvents(int CountMax) : IQuery, IEventLogMessage;

/// <summary>Which events are wanted.</summary>
/// <param name="Id">One object; null: all of the kind.</param>
/// <param name="Category">Unspecified: both.</param>
public sealed record EventWish(string Object, string? Id, EventCategory Category);

/// <summary>Answer to <see cref="ReadEvents"/>.</summary>
/// <param name="Events">In the order in which they were noted.</param>
/// <param name="Next">Read after this one to go on.</param>
/// <param name="ReRead">Events after the given one are not kept any more, or it was never noted: read the objects again.</param>
public sealed record EventsFound(ValueList<EventNoted> Events, long Next, bool ReRead) : IReply;

/// <summary>Answer to <see cref="ObserveObjects"/>.</summary>
/// <param name="Last">Number of the last event that there is.</param>
public sealed record ObservationsNoted(long Last) : IReply;

/// <summary>What an event is. Values are stored and sent: never renumbered.</summary>
public enum EventCategory
{
    Unspecified = 0,

    /// <summary>An object came, changed or went.</summary>
    Lifecycle = 1,

    /// <summary>An operator should look.</summary>
    Alert = 2,
}

/// <summary>Values are stored and sent: never renumbered.</summary>
public enum EventChange
{
    Unspecified = 0,
    Created = 1,
    Changed = 2,
    Removed = 3,
}

/// <summary>One event.</summary>
/// <param name="Number">From 1, without gaps, in the order of the log; also the resume token.</param>
public sealed record EventNoted(
    long Number,
    EventCategory Category,
    EventChange Change,
    ObservedObject Observed,
    string What,
    DateTimeOffset AtUtc) : IEventLogEvent;

/// <summary>Tells those who wait that there are events up to this number.</summary>
public sealed record AnnounceEvents(long Last) : IEffect;

/// <summary>The event log's whole state.</summary>
/// <param name="Last">Number of the last event.</param>
/// <param name="Kept">The latest events, oldest first.</param>
/// <param name="Known">Every object that exists, as last observed.</param>
public sealed record EventLogSnapshot(long Last, ValueList<EventNoted> Kept, ValueList<ObservedObject> Known) : ISnapshot;
