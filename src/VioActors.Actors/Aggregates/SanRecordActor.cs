using Akka.Actor;
using VioActors.Domain.Common;
using VioActors.Domain.Npiv;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// What administrators set up in the storage area network: cables, zones, LUN masking (NPV-2). One in the cluster. See
/// <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class SanRecordActor(IAnnouncer announcer, AggregateSettings settings)
    : AggregateActor<SanState, ISanEvent, ISanMessage>("san", SanState.Empty, settings)
{
    public static Props Props(IAnnouncer announcer, AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new SanRecordActor(announcer, settings));

    protected override Decision<ISanEvent> Decide(SanState state, ISanMessage message) => SanDecisions.Decide(state, message);

    protected override SanState Apply(SanState state, ISanEvent @event) => state.Apply(@event);

    protected override SanState FromSnapshot(object snapshot) => new(((SanSnapshot)snapshot).Configuration);

    protected override ISnapshot ToSnapshot(SanState state) => new SanSnapshot(state.San);

    protected override void Run(IEffect effect) => announcer.Publish(new SanChanged(((AnnounceSan)effect).Configuration));
}
