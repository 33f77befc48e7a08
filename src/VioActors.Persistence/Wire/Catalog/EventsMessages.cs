using VioActors.Domain.Events;
using Schema = VioActors.Persistence.Schemas.Events;

namespace VioActors.Persistence.Wire.Catalog;

/// <summary>Messages of <c>events.proto</c>. Thread-safe.</summary>
internal static class EventsMessages
{
    public static IReadOnlyList<MessageEntry> All { get; } =
    [
        MessageEntry.Of<ObserveObjects, Schema.ObserveObjects>("events.ObserveObjects.1"),
        MessageEntry.Of<ReadEvents, Schema.ReadEvents>("events.ReadEvents.1"),
        MessageEntry.Of<ReadLatestEvents, Schema.ReadLatestEvents>("events.ReadLatestEvents.1"),
        MessageEntry.Of<EventsFound, Schema.EventsFound>("events.EventsFound.1"),
        MessageEntry.Of<ObservationsNoted, Schema.ObservationsNoted>("events.ObservationsNoted.1"),
        MessageEntry.Of<EventNoted, Schema.EventNoted>("events.EventNoted.1"),
        MessageEntry.Of<EventLogSnapshot, Schema.EventLogSnapshot>("events.EventLogSnapshot.1"),
        MessageEntry.Of<AggregateChanged, Schema.AggregateChanged>("events.AggregateChanged.1"),
    ];
}
