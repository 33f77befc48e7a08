using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Restore;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Backup;

/// <summary>
/// Steps of one VIOS's restore in the shared VIOS DB (BR-10). One per VIOS in the cluster. See
/// <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class RestoreRecordActor(VioUuid vios, AggregateSettings settings)
    : AggregateActor<RestoreState, IRestoreEvent, IRestoreMessage>($"restore-{vios}", RestoreState.Empty, settings)
{
    public static Props Props(VioUuid vios, AggregateSettings settings) => Akka.Actor.Props.Create(() => new RestoreRecordActor(vios,
        settings));

    protected override Decision<IRestoreEvent> Decide(RestoreState state, IRestoreMessage message) =>
        RestoreDecisions.Decide(state, message);

    protected override RestoreState Apply(RestoreState state, IRestoreEvent @event) => state.Apply(@event);

    protected override RestoreState FromSnapshot(object snapshot) => new(((RestoreSnapshot)snapshot).Found);

    protected override ISnapshot? ToSnapshot(RestoreState state) => state.Found is { } found ? new RestoreSnapshot(found) : null;
}
