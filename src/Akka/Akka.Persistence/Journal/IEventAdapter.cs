namespace Akka.Persistence.Journal;

/// <summary>Translates between the events of an actor and those of the journal. May be called by several threads.</summary>
public interface IEventAdapter : IWriteEventAdapter, IReadEventAdapter
{
}

public interface IWriteEventAdapter
{
    /// <summary>A hint for the reading side; empty when it needs none.</summary>
    string Manifest(object evt);

    /// <summary>What is written instead of the event; a <see cref="Tagged"/> adds tags.</summary>
    object ToJournal(object evt);
}

public interface IReadEventAdapter
{
    /// <summary>The events for an event of the journal: none, one or several.</summary>
    IEventSequence FromJournal(object evt, string manifest);
}

public interface IEventSequence
{
    IEnumerable<object> Events { get; }
}

/// <summary>Makes sequences of events. Thread-safe.</summary>
public static class EventSequence
{
    public static readonly IEventSequence Empty = new Many([]);

    public static IEventSequence Single(object e) => new Many([e]);

    public static IEventSequence Create(params object[] events) => new Many(events);

    public static IEventSequence Create(IEnumerable<object> events) => new Many(events.ToArray());

    private sealed record Many(object[] Items) : IEventSequence
    {
        public IEnumerable<object> Events => Items;
    }
}

/// <summary>Leaves events as they are. Stateless.</summary>
public sealed class IdentityEventAdapter : IEventAdapter
{
    public static IdentityEventAdapter Instance { get; } = new();

    public string Manifest(object evt) => string.Empty;

    public object ToJournal(object evt) => evt;

    public IEventSequence FromJournal(object evt, string manifest) => EventSequence.Single(evt);
}
