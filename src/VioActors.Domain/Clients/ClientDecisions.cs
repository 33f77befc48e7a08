using VioActors.Domain.Common;
using VioActors.Domain.Values;
using Outcome = VioActors.Domain.Common.Decision<VioActors.Domain.Clients.IClientEvent>;

namespace VioActors.Domain.Clients;

/// <summary>What is recorded of a client before it may do I/O (ID-1, ID-2, ID-6). Pure; thread-safe.</summary>
public static class ClientDecisions
{
    /// <summary>I_T nexuses that one client may have.</summary>
    public const int AdapterCountMax = 1024;

    /// <summary>Longest client name, in characters.</summary>
    public const int NameLengthMax = 255;

    /// <summary>Numbers fetched at a time: a client's id and the adapters of a usual client.</summary>
    public const int IdentityBlockCount = 8;

    private const string IdentityKey = "identities";

    public static Outcome Decide(ClientState state, IClientMessage message, DateTimeOffset nowUtc) => message switch
    {
        AcceptIdentities accept => Accept(state, accept),
        AdoptClient adopt => Adopt(state, adopt),
        // Whoever logs in after the client moved away is another one at the same place: it gets an identity of its own.
        LoginClient login => Login(state.Row?.MovedTo is null ? state : state with { Row = null }, login, nowUtc),
        GetClient when state.Row is { } row => Decision.Answer<IClientEvent>(new ClientFound(row)),
        MoveClient move when state.Row?.MovedTo == move.To => Decision.Answer<IClientEvent>(new ClientFound(state.Row)),
        LogoutClient or ForgetAdapter when state.Row is null => Decision.NoOp<IClientEvent>($"{message.Client} never logged in."),
        _ when state.Row is null => Refuse(RejectionCode.NotFound, $"{message.Client} is not registered; it registers at its first login."),
        _ when state.Row.MovedTo is { } other => Refuse(
            RejectionCode.WrongStatus,
            $"{message.Client} moved to {other} and keeps its identity there; ask for that client."),
        LogoutClient logout => Logout(state, logout, nowUtc),
        LinkAdapter link => Link(state, link),
        ForgetAdapter forget => state.Find(forget.Nexus) is { } adapter
            ? Decision.Accept<IClientEvent>(Ok.Instance, new AdapterForgotten(adapter.AdapterId))
            : Decision.NoOp<IClientEvent>($"{forget.Client} has no such adapter."),
        MoveClient move => Decision.Accept<IClientEvent>(new ClientFound(state.Row with { MovedTo = move.To }), new ClientMoved(move.To)),
        _ => throw new InvalidOperationException($"A client knows no message {message.GetType().Name}."),
    };

    private static Outcome Login(ClientState state, LoginClient login, DateTimeOffset nowUtc)
    {
        if (login.Name.Length > NameLengthMax)
        {
            return Refuse(RejectionCode.Invalid, $"Cannot log in {login.Client}: its name is longer than {NameLengthMax} characters.");
        }

        var adapter = state.Find(login.Nexus);
        if (adapter is null && state.Row is { } full && full.Adapters.Count >= AdapterCountMax)
        {
            return Refuse(
                RejectionCode.Invalid,
                $"Cannot log in {login.Client}: it has {AdapterCountMax} adapters, which is the limit; forget those that are gone.");
        }

        var needed = (state.Row is null ? 1 : 0) + (adapter is null ? 1 : 0);
        if (state.IdentitiesLeft < needed)
        {
            return Decision.Wait<IClientEvent>(IdentityKey, new FetchIdentities(login.Client, IdentityBlockCount));
        }

        var events = new List<IClientEvent>();
        var clientId = state.Row?.ClientId ?? new ClientId(state.NextIdentity);
        if (state.Row is null)
        {
            events.Add(new ClientRegistered(login.Client, clientId, login.Name));
        }
        else if (login.Name.Length > 0 && login.Name != state.Row.Name)
        {
            events.Add(new ClientRenamed(login.Name));
        }

        var adapterId = adapter?.AdapterId ?? new VioAdapterId(state.NextIdentity + (state.Row is null ? 1 : 0));
        if (adapter is null)
        {
            events.Add(new AdapterRegistered(adapterId, login.Nexus, nowUtc));
        }
        else if (!adapter.LoggedIn)
        {
            events.Add(new AdapterLoggedIn(adapterId, nowUtc));
        }

        return new Outcome(new ClientIdentified(clientId, adapterId, Returning: needed == 0), events.ToValueList(), []);
    }

    private static Outcome Accept(ClientState state, AcceptIdentities accept)
    {
        if (accept.Count < 1)
        {
            return Decision.NoOp<IClientEvent>("No identities were given.").Resolving(
                IdentityKey,
                new Rejected(RejectionCode.Busy, $"Cannot log in {accept.Client}: {accept.Problem} The login can be repeated."));
        }

        return state.IdentitiesLeft >= 2
            ? Decision.NoOp<IClientEvent>("Identities are at hand; the new ones stay unused.")
            : Decision.Accept<IClientEvent>(Ok.Instance, new IdentitiesAccepted(accept.First, accept.Count));
    }

    private static Outcome Logout(ClientState state, LogoutClient logout, DateTimeOffset nowUtc) =>
        state.Find(logout.Nexus) is { LoggedIn: true } adapter
            ? Decision.Accept<IClientEvent>(Ok.Instance, new AdapterLoggedOut(adapter.AdapterId, nowUtc))
            : Decision.NoOp<IClientEvent>($"{logout.Client} is not logged in there.");

    private static Outcome Link(ClientState state, LinkAdapter link) =>
        state.Find(link.Adapter) is not { } adapter
            ? Refuse(RejectionCode.NotFound, $"Cannot link adapter {link.Adapter} of {link.Client}: it has no such adapter; log in first.")
            : adapter.Physical == link.Physical
                ? Decision.NoOp<IClientEvent>($"Adapter {link.Adapter} is linked so already.")
                : Decision.Accept<IClientEvent>(Ok.Instance, new AdapterLinked(link.Adapter, link.Physical));

    // The adapters of the old place stay with the rows: their ids belong to the client, and a way back finds them.
    private static Outcome Adopt(ClientState state, AdoptClient adopt)
    {
        if (state.Row is { MovedTo: null } own && own.ClientId != adopt.From.ClientId)
        {
            return Refuse(
                RejectionCode.AlreadyExists,
                $"Cannot move {adopt.From.Key} to {adopt.Client}: another client, {own.ClientId}, is there; choose another partition id.");
        }

        if (state.Row is { MovedTo: null })
        {
            return Decision.NoOp<IClientEvent>($"Client {adopt.From.ClientId} is here already.");
        }

        var row = adopt.From with { Key = adopt.Client, MovedTo = null };
        return Decision.Accept<IClientEvent>(new ClientFound(row), new ClientAdopted(row));
    }

    private static Outcome Refuse(RejectionCode code, string reason) => Decision.Reject<IClientEvent>(code, reason);
}
