namespace Akka.Persistence.Journal;

/// <summary>The events of a <see cref="MemoryJournal"/>, in the order of each actor and of the journal. Thread-safe.</summary>
internal sealed class MemoryLog
{
    private readonly Dictionary<string, Stream> _streams = [];
    private readonly List<MemoryEvent> _all = [];
    private readonly Lock _gate = new();
    private long _ordering;
    private int _deleted;

    /// <summary>The place of the last event; 0 without any.</summary>
    public long LastOrdering
    {
        get
        {
            lock (_gate)
                return _ordering;
        }
    }

    public long HighestSequenceNr(string persistenceId)
    {
        lock (_gate)
            return _streams.TryGetValue(persistenceId, out var stream) ? stream.Highest : 0;
    }

    /// <exception cref="JournalConflictException">A number is taken.</exception>
    public void Append(IEnumerable<AtomicWrite> writes)
    {
        lock (_gate)
        {
            foreach (var write in writes)
                Append(write);
        }
    }

    public void Delete(string persistenceId, long toSequenceNr)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(persistenceId, out var stream))
                return;
            var count = stream.Events.TakeWhile(e => e.Event.SequenceNr <= toSequenceNr).Count();
            foreach (var e in stream.Events.GetRange(0, count))
                e.IsDeleted = true;
            stream.Events.RemoveRange(0, count);

            // Kept in place until half of the list is gone: a removal costs as much as the list is long.
            _deleted += count;
            if (_deleted > _all.Count / 2)
                _deleted -= _all.RemoveAll(e => e.IsDeleted);
        }
    }

    /// <summary>Events of one actor, both ends included.</summary>
    public List<MemoryEvent> Read(string persistenceId, long from, long to, long countMax)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(persistenceId, out var stream))
                return [];
            return stream.Events.Skip(IndexAfter(stream.Events, e => e.Event.SequenceNr, from - 1))
                .TakeWhile(e => e.Event.SequenceNr <= to).Take((int)Math.Min(int.MaxValue, countMax)).ToList();
        }
    }

    /// <summary>Events after one place up to another.</summary>
    public List<MemoryEvent> Read(long after, long to, int countMax, Predicate<MemoryEvent> wanted)
    {
        lock (_gate)
        {
            return _all.Skip(IndexAfter(_all, e => e.Ordering, after)).TakeWhile(e => e.Ordering <= to)
                .Where(e => !e.IsDeleted && wanted(e)).Take(countMax).ToList();
        }
    }

    private static int IndexAfter(List<MemoryEvent> events, Func<MemoryEvent, long> key, long after)
    {
        var (low, high) = (0, events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (key(events[middle]) <= after)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Append(AtomicWrite write)
    {
        if (!_streams.TryGetValue(write.PersistenceId, out var stream))
            _streams[write.PersistenceId] = stream = new Stream();
        if (write.LowestSequenceNr <= stream.Highest)
        {
            throw new JournalConflictException(
                $"[{write.PersistenceId}] cannot write event {write.LowestSequenceNr}: the journal already holds {stream.Highest}. "
                + "Another actor writes under the same persistence id.");
        }

        foreach (var e in write.Events)
        {
            var (plain, tags) = e.Payload is Tagged tagged ? (e.WithPayload(tagged.Payload), Sorted(tagged)) : (e, []);
            var stored = new MemoryEvent(++_ordering, plain, tags);
            stream.Events.Add(stored);
            _all.Add(stored);
        }

        stream.Highest = write.HighestSequenceNr;
    }

    private static string[] Sorted(Tagged tagged) => [.. tagged.Tags.Order(StringComparer.Ordinal)];

    private sealed class Stream
    {
        public List<MemoryEvent> Events { get; } = [];

        public long Highest { get; set; }
    }
}

/// <summary>An event in memory.</summary>
internal sealed class MemoryEvent(long ordering, IPersistentRepresentation e, string[] tags)
{
    public long Ordering => ordering;

    public IPersistentRepresentation Event => e;

    public string[] Tags => tags;

    public bool IsDeleted { get; set; }
}

/// <summary>A query to the journal's actor, answered with its <see cref="MemoryLog"/>.</summary>
internal sealed record GetMemoryLog : Akka.Actor.INoSerializationVerificationNeeded
{
    public static readonly GetMemoryLog Instance = new();
}
