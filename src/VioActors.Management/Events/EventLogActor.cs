using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Events;

namespace VioActors.Management.Events;

/// <summary>
/// The event log. One in the cluster; child of <see cref="EventFeedActor"/>, which is told of new events. See
/// <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
internal sealed class EventLogActor : AggregateActor<EventLogState, IEventLogEvent, IEventLogMessage>
{
    private readonly int _keptMax;
    private readonly TimeProvider _time;
    private readonly IActorRef _feed = Context.Parent;

    public EventLogActor(int keptMax, TimeProvider time, AggregateSettings settings)
        : base("event-log", EventLogState.Empty(keptMax), settings) => (_keptMax, _time) = (keptMax, time);

    public static Props Props(int keptMax, TimeProvider time, AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new EventLogActor(keptMax, time, settings));

    protected override Decision<IEventLogEvent> Decide(EventLogState state, IEventLogMessage message) =>
        EventLogDecisions.Decide(state, message, _time.GetUtcNow());

    protected override EventLogState Apply(EventLogState state, IEventLogEvent @event) => state.Apply(@event);

    protected override EventLogState FromSnapshot(object snapshot) => EventLogState.From((EventLogSnapshot)snapshot, _keptMax);

    protected override ISnapshot ToSnapshot(EventLogState state) => state.ToSnapshot();

    protected override void Run(IEffect effect)
    {
        if (effect is not AnnounceEvents announce)
        {
            throw new InvalidOperationException($"The event log has no effect {effect}.");
        }

        _feed.Tell(new EventsAnnounced(announce.Last));
    }
}

/// <summary>There are events up to this number.</summary>
internal sealed record EventsAnnounced(long Last) : INoSerializationVerificationNeeded;
