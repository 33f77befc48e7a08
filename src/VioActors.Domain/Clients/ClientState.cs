using VioActors.Domain.Common;
using VioActors.Domain.Values;

namespace VioActors.Domain.Clients;

/// <summary>State of one client's aggregate. Immutable.</summary>
/// <param name="Row">Null until the first login.</param>
/// <param name="NextIdentity">First unused number that it holds.</param>
/// <param name="IdentitiesLeft">How many it holds.</param>
public sealed record ClientState(ClientRow? Row, long NextIdentity, int IdentitiesLeft)
{
    public static ClientState Empty { get; } = new(null, 0, 0);

    public static ClientState From(ClientSnapshot snapshot) => new(snapshot.Row, snapshot.NextIdentity, snapshot.IdentitiesLeft);

    public ClientSnapshot ToSnapshot() => new(Row, NextIdentity, IdentitiesLeft);

    public AdapterRow? Find(NexusKey nexus) => Row?.Adapters.FirstOrDefault(adapter => adapter.Nexus == nexus);

    public AdapterRow? Find(VioAdapterId id) => Row?.Adapters.FirstOrDefault(adapter => adapter.AdapterId == id);

    /// <exception cref="InvalidOperationException">An event that this version does not know, or an identity that was not given.</exception>
    public ClientState Apply(IClientEvent @event) => @event switch
    {
        IdentitiesAccepted e => this with { NextIdentity = e.First, IdentitiesLeft = e.Count },
        ClientRegistered e => Take(e.ClientId.Value) with { Row = new ClientRow(e.Key, e.ClientId, e.Name, [], null) },
        ClientRenamed e => Change(row => row with { Name = e.Name }),
        AdapterRegistered e => Take(e.AdapterId.Value).Change(row => row with
        {
            Adapters = [.. row.Adapters, new AdapterRow(e.AdapterId, e.Nexus, null, LoggedIn: true, e.AtUtc)],
        }),
        AdapterLoggedIn e => Change(e.AdapterId, adapter => adapter with { LoggedIn = true, SinceUtc = e.AtUtc }),
        AdapterLoggedOut e => Change(e.AdapterId, adapter => adapter with { LoggedIn = false, SinceUtc = e.AtUtc }),
        AdapterLinked e => Change(e.AdapterId, adapter => adapter with { Physical = e.Physical }),
        AdapterForgotten e => Change(row => row with
        {
            Adapters = row.Adapters.Where(adapter => adapter.AdapterId != e.AdapterId).ToValueList(),
        }),
        ClientMoved e => Change(row => row with { MovedTo = e.To }),
        ClientAdopted e => this with { Row = e.Row },
        _ => throw new InvalidOperationException($"A client knows no event {@event.GetType().Name}; a newer version wrote it."),
    };

    private ClientState Take(long identity) => identity == NextIdentity && IdentitiesLeft > 0
        ? this with { NextIdentity = NextIdentity + 1, IdentitiesLeft = IdentitiesLeft - 1 }
        : throw new InvalidOperationException($"Identity {identity} was not given to this client; {NextIdentity} is its next.");

    private ClientState Change(Func<ClientRow, ClientRow> change) => this with { Row = change(Row!) };

    private ClientState Change(VioAdapterId id, Func<AdapterRow, AdapterRow> change) => Change(row => row with
    {
        Adapters = row.Adapters.Select(adapter => adapter.AdapterId == id ? change(adapter) : adapter).ToValueList(),
    });
}
