using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;

namespace VioActors.Actors.Phyp;

/// <summary>The partition definitions of one CEC, persisted. One for each CEC, made and supervised by its
/// <see cref="PhypActor"/>.</summary>
public sealed class PartitionsActor(CecId cec) : AggregateActor<PartitionsState, IPartitionsEvent, IDomainMessage>(
    $"phyp-{cec}", PartitionsState.Empty(cec), AggregateSettings.Default)
{
    protected override Decision<IPartitionsEvent> Decide(PartitionsState state, IDomainMessage message) =>
        PartitionsDecisions.Decide(state, message);

    protected override PartitionsState Apply(PartitionsState state, IPartitionsEvent @event) => state.Apply(@event);
}
