using System.Collections.Immutable;
using VioActors.Domain.Common;

namespace VioActors.Domain.Events;

/// <summary>The latest events, and how each object was when it was last observed. Immutable.</summary>
/// <param name="KeptMax">Events that are kept.</param>
/// <param name="Kept">Oldest first.</param>
/// <param name="Known">By kind and id.</param>
public sealed record EventLogState(
    int KeptMax, long Last, ImmutableQueue<EventNoted> Kept, int KeptCount, ImmutableDictionary<string, ObservedObject> Known)
{
    public static EventLogState Empty(int keptMax) =>
        new(keptMax, 0, [], 0, ImmutableDictionary<string, ObservedObject>.Empty);

    public static EventLogState From(EventLogSnapshot snapshot, int keptMax) => new EventLogState(
        keptMax,
        snapshot.Last,
        ImmutableQueue.CreateRange(snapshot.Kept),
        snapshot.Kept.Count,
        snapshot.Known.ToImmutableDictionary(known => KeyOf(known.Object, known.Id))).Trimmed();

    public static string KeyOf(string kind, string id) => $"{kind} {id}";

    public EventLogSnapshot ToSnapshot() => new(
        Last,
        Kept.ToValueList(),
        Known.OrderBy(known => known.Key, StringComparer.Ordinal).Select(known => known.Value).ToValueList());

    /// <exception cref="InvalidOperationException">An event that this version does not know.</exception>
    public EventLogState Apply(IEventLogEvent @event)
    {
        if (@event is not EventNoted noted)
        {
            throw new InvalidOperationException($"The event log knows no event {@event.GetType().Name}; a newer version wrote it.");
        }

        var key = KeyOf(noted.Observed.Object, noted.Observed.Id);
        var known = noted.Observed.Exists ? Known.SetItem(key, noted.Observed) : Known.Remove(key);
        return (this with { Last = noted.Number, Kept = Kept.Enqueue(noted), KeptCount = KeptCount + 1, Known = known }).Trimmed();
    }

    private EventLogState Trimmed()
    {
        var (kept, count) = (Kept, KeptCount);
        while (count > KeptMax)
        {
            (kept, count) = (kept.Dequeue(), count - 1);
        }

        return this with { Kept = kept, KeptCount = count };
    }
}
