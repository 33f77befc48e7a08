using Akka.Actor;
using VioActors.Domain.Cec;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// Hardware (SYS-1) and adapter names (ID-4) of one CEC. One per CEC in the cluster. See
/// <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class CecRecordActor(CecId cec, AggregateSettings settings)
    : AggregateActor<CecState, ICecEvent, ICecMessage>($"cec-{cec}", CecState.Empty, settings)
{
    public static Props Props(CecId cec, AggregateSettings settings) => Akka.Actor.Props.Create(() => new CecRecordActor(cec, settings));

    protected override Decision<ICecEvent> Decide(CecState state, ICecMessage message) => CecDecisions.Decide(state, message);

    protected override CecState Apply(CecState state, ICecEvent @event) => state.Apply(@event);

    protected override CecState FromSnapshot(object snapshot) => CecState.From((CecSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(CecState state) => state.ToSnapshot();
}
