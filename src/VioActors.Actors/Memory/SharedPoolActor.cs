using VioActors.Actors.Aggregates;
using VioActors.Domain.Common;
using VioActors.Domain.Memory;
using VioActors.Domain.Values;

namespace VioActors.Actors.Memory;

/// <summary>How the shared memory pool of one CEC is set up, persisted. One for each CEC, made and supervised by its
/// <see cref="SharedMemoryActor"/>.</summary>
internal sealed class SharedPoolActor(CecId cec)
    : AggregateActor<SharedPoolState, ISharedPoolEvent, ISharedPoolMessage>(
        $"memory-{cec}", SharedPoolState.Empty, AggregateSettings.Default)
{
    protected override Decision<ISharedPoolEvent> Decide(SharedPoolState state, ISharedPoolMessage message) =>
        SharedPoolDecisions.Decide(state, message);

    protected override SharedPoolState Apply(SharedPoolState state, ISharedPoolEvent @event) => state.Apply(@event);
}
