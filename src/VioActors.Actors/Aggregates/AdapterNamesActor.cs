using Akka.Actor;
using VioActors.Domain.Cec;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Aggregates;

/// <summary>
/// Adapter names of one CEC (ID-4). One per CEC in the cluster. See <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class AdapterNamesActor(CecId cec, AggregateSettings settings)
    : AggregateActor<CecState, ICecEvent, ICecMessage>($"cec-{cec}", CecState.Empty, settings)
{
    public static Props Props(CecId cec, AggregateSettings settings) => Akka.Actor.Props.Create(() => new AdapterNamesActor(cec, settings));

    protected override Decision<ICecEvent> Decide(CecState state, ICecMessage message) => CecDecisions.Decide(state, message);

    protected override CecState Apply(CecState state, ICecEvent @event) => state.Apply(@event);

    protected override CecState FromSnapshot(object snapshot) => CecState.From((CecSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(CecState state) => state.ToSnapshot();
}
