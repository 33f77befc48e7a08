using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;

namespace VioActors.Actors.Clients;

/// <summary>
/// Gives out the numbers of clients and adapters, each once (ID-3). One in the cluster, a singleton. While it is away, clients that are
/// known still log in; new ones wait. See <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class IdentityRegistryActor(AggregateSettings settings)
    : AggregateActor<IdentityRegistryState, IIdentityRegistryEvent, IIdentityRegistryMessage>(
        "identity-registry", IdentityRegistryState.Empty, settings)
{
    public static Props Props(AggregateSettings settings) => Akka.Actor.Props.Create(() => new IdentityRegistryActor(settings));

    protected override Decision<IIdentityRegistryEvent> Decide(IdentityRegistryState state, IIdentityRegistryMessage message) =>
        IdentityRegistryDecisions.Decide(state, message);

    protected override IdentityRegistryState Apply(IdentityRegistryState state, IIdentityRegistryEvent @event) => state.Apply(@event);

    protected override IdentityRegistryState FromSnapshot(object snapshot) =>
        IdentityRegistryState.From((IdentityRegistrySnapshot)snapshot);

    protected override ISnapshot ToSnapshot(IdentityRegistryState state) => state.ToSnapshot();
}
