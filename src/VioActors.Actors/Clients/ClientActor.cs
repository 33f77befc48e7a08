using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Actors.Clients;

/// <summary>
/// The ClientID row of one client and its AdapterID rows (ID-2). One per client in the cluster: two VIOSes through which the client logs
/// in at once speak to the same one. See <see cref="AggregateActor{TState, TEvent, TMessage}"/>.
/// </summary>
public sealed class ClientActor : AggregateActor<ClientState, IClientEvent, IClientMessage>
{
    private readonly ClientKey _client;
    private readonly IAggregateDirectory _directory;
    private readonly TimeProvider _clock;

    public ClientActor(ClientKey client, IAggregateDirectory directory, TimeProvider clock, AggregateSettings settings)
        : base($"client-{client}", ClientState.Empty, settings) =>
        (_client, _directory, _clock) = (client, directory, clock);

    public static Props Props(ClientKey client, IAggregateDirectory directory, TimeProvider clock, AggregateSettings settings) =>
        Akka.Actor.Props.Create(() => new ClientActor(client, directory, clock, settings));

    protected override Decision<IClientEvent> Decide(ClientState state, IClientMessage message) =>
        ClientDecisions.Decide(state, message, _clock.GetUtcNow());

    protected override ClientState Apply(ClientState state, IClientEvent @event) => state.Apply(@event);

    protected override ClientState FromSnapshot(object snapshot) => ClientState.From((ClientSnapshot)snapshot);

    protected override ISnapshot ToSnapshot(ClientState state) => state.ToSnapshot();

    protected override void Run(IEffect effect)
    {
        if (effect is not FetchIdentities fetch)
        {
            throw new InvalidOperationException($"A client has no effect {effect}.");
        }

        Ask(effect, _directory.Identities, new ReserveIdentities(fetch.Count), reply => reply switch
        {
            IdentitiesReserved reserved => Conclusion.Of(new AcceptIdentities(_client, reserved.First, reserved.Count, null)),
            Rejected rejected => Conclusion.Of(new AcceptIdentities(_client, 0, 0, rejected.Reason)),
            _ => Conclusion.Retry,
        });
    }
}
