using VioActors.Domain.Common;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Events.IEventLogEvent>;

namespace VioActors.Domain.Events;

/// <summary>
/// Makes events of observations (MGT-4): an object that was not known is created, one that differs is changed, one that is gone is
/// removed. What was observed before is no event, so that after a restart everything may be observed anew. Pure; thread-safe.
/// </summary>
public static class EventLogDecisions
{
    /// <summary>Events in one answer.</summary>
    public const int ReadCountMax = 1000;

    /// <summary>What the condition of a refused restore begins with; the rest tells when.</summary>
    public const string Refused = "refused";

    // Conditions that call for an operator, by kind of object; back from one of them is told as an alert too.
    private static readonly HashSet<string> Alarming =
        ["pool warning", "pool critical", "pool full", "vios failed", "cec silent", "cec degraded", "job failed", "job interrupted",
            "pv failed", "pv degraded", "pv givenUp"];

    public static Outcome Decide(EventLogState state, IEventLogMessage message, DateTimeOffset nowUtc) => message switch
    {
        ObserveObjects observe => Observe(state, observe, nowUtc),
        ReadLatestEvents latest => Decision.Answer<IEventLogEvent>(new EventsFound(
            state.Kept.TakeLast(Math.Clamp(latest.CountMax, 1, ReadCountMax)).ToValueList(), state.Last, ReRead: false)),
        ReadEvents read => Decision.Answer<IEventLogEvent>(Read(state, read)),
        _ => throw new InvalidOperationException($"The event log knows no message {message.GetType().Name}."),
    };

    private static Outcome Observe(EventLogState state, ObserveObjects observe, DateTimeOffset nowUtc)
    {
        var events = new List<IEventLogEvent>();
        var number = state.Last;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var observed in observe.Objects)
        {
            var key = EventLogState.KeyOf(observed.Object, observed.Id);
            if (!seen.Add(key))
            {
                throw new ArgumentException($"{key} is observed twice at once.", nameof(observe));
            }

            if (Note(state.Known.GetValueOrDefault(key), observed, number + 1, nowUtc) is { } noted)
            {
                events.Add(noted);
                number++;
            }
        }

        var gone = state.Known.Where(known => observe.CompleteKinds.Contains(known.Value.Object) && !seen.Contains(known.Key));
        foreach (var (_, former) in gone.OrderBy(known => known.Key, StringComparer.Ordinal))
        {
            events.Add(Note(former, former with { Exists = false, Causes = string.Empty }, ++number, nowUtc)!);
        }

        return new Outcome(
            new ObservationsNoted(number), events.ToValueList(), number > state.Last ? [new AnnounceEvents(number)] : []);
    }

    private static EventNoted? Note(ObservedObject? known, ObservedObject observed, long number, DateTimeOffset nowUtc)
    {
        var change = (known, observed.Exists) switch
        {
            (null, true) => EventChange.Created,
            (not null, false) => EventChange.Removed,
            (null, false) => EventChange.Unspecified,
            _ => known.Fingerprint == observed.Fingerprint ? EventChange.Unspecified : EventChange.Changed,
        };
        if (change == EventChange.Unspecified)
        {
            return null;
        }

        var before = known?.Condition ?? string.Empty;
        var differs = before != observed.Condition && change != EventChange.Removed;
        var category = differs && (IsAlarming(observed.Object, before) || IsAlarming(observed.Object, observed.Condition))
            ? EventCategory.Alert
            : EventCategory.Lifecycle;
        return new EventNoted(number, category, change, observed, Describe(observed, before, differs), nowUtc);
    }

    private static bool IsAlarming(string kind, string condition) => Alarming.Contains($"{kind} {condition}")
        || (kind == "restoration" && condition.StartsWith(Refused, StringComparison.Ordinal));

    private static string Describe(ObservedObject observed, string before, bool differs)
    {
        var condition = !differs ? string.Empty
            : before.Length == 0 ? observed.Condition
            : $"{before} → {observed.Condition}";
        return (condition.Length, observed.Causes.Length) switch
        {
            (_, 0) => condition,
            (0, _) => observed.Causes,
            _ => $"{condition} ({observed.Causes})",
        };
    }

    private static EventsFound Read(EventLogState state, ReadEvents read)
    {
        if (read.After is not { } after)
        {
            return new EventsFound([], state.Last, ReRead: false);
        }

        // What is not kept any more, or belongs to another log, cannot be told apart from what was missed.
        if (after > state.Last || after < state.Last - state.KeptCount)
        {
            return new EventsFound([], state.Last, ReRead: true);
        }

        var countMax = Math.Clamp(read.CountMax, 1, ReadCountMax);
        var wanted = state.Kept.Where(noted => noted.Number > after && IsWanted(read.Wanted, noted)).Take(countMax).ToValueList();
        return new EventsFound(wanted, wanted.Count == countMax ? wanted[^1].Number : state.Last, ReRead: false);
    }

    private static bool IsWanted(ValueList<EventWish> wishes, EventNoted noted) => wishes.Count == 0 || wishes.Any(wish =>
        wish.Object == noted.Observed.Object
        && (wish.Id is null || wish.Id == noted.Observed.Id)
        && (wish.Category == EventCategory.Unspecified || wish.Category == noted.Category));
}
