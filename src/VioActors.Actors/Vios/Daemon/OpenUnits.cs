using Akka.Actor;
using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;

namespace VioActors.Actors.Vios.Daemon;

/// <summary>
/// What the clients of a VIOS have open, as the VIOS DB was told (STO-7). What could not be told is told again with the next change of the
/// adapter or by <see cref="RetryAsync"/>. Calls for one adapter come one after the other, those for different adapters at the same time.
/// </summary>
internal sealed class OpenUnits(IActorRef viosDb, VioUuid vios, TimeProvider time, TimeSpan limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AdapterName, ClientUnits> _adapters = [];

    /// <summary>Adapters with something that the DB was not told.</summary>
    public IReadOnlyList<AdapterName> Owed
    {
        get
        {
            lock (_gate)
                return [.. _adapters.Where(adapter => adapter.Value.ToClose.Count > 0).Select(adapter => adapter.Key)];
        }
    }

    /// <summary>The client behind an adapter is known now.</summary>
    public void Identify(AdapterName adapter, ClientIdentified client)
    {
        lock (_gate)
        {
            if (_adapters.TryGetValue(adapter, out var known))
                known.Client = client;
            else
                _adapters[adapter] = new ClientUnits(client);
        }
    }

    /// <summary>Tells what is open and what no more; gives those that may not be open, with the reason.</summary>
    public async Task<IReadOnlyDictionary<LuUdid, string>> SetAsync(AdapterName adapter, IReadOnlyList<LuUdid> units)
    {
        var refused = new Dictionary<LuUdid, string>();
        if (Find(adapter) is not { } client)
            return refused;
        client.ToClose.UnionWith(client.Open.Except(units));
        foreach (var unit in units.Distinct())
        {
            client.ToClose.Remove(unit);
            // Told also when it is known: the DB forgets what a VIOS had open when it ends its grants.
            if (await OpenAsync(client, unit).ConfigureAwait(false) is { } reason)
                refused[unit] = reason;
        }

        await CloseAsync(client).ConfigureAwait(false);
        return refused;
    }

    /// <summary>Tells the DB again what it did not take.</summary>
    public Task RetryAsync(AdapterName adapter) => Find(adapter) is { } client ? CloseAsync(client) : Task.CompletedTask;

    private ClientUnits? Find(AdapterName adapter)
    {
        lock (_gate)
            return _adapters.GetValueOrDefault(adapter);
    }

    /// <summary>Null when it is open.</summary>
    private async Task<string?> OpenAsync(ClientUnits client, LuUdid unit)
    {
        var use = new LuUse(client.Client.ClientId, client.Client.AdapterId, vios, false, time.GetUtcNow());
        var answer = await AskAsync(new OpenLu(unit, use)).ConfigureAwait(false);
        if (answer is LuOpened)
        {
            client.Open.Add(unit);
            return null;
        }

        return answer is Rejected rejected ? rejected.Reason : $"the VIOS DB did not note within {limit} who opens LU {unit}";
    }

    private async Task CloseAsync(ClientUnits client)
    {
        foreach (var unit in client.ToClose.ToList())
        {
            // A refusal means that the unit is gone, and its uses with it.
            if (await AskAsync(new CloseLu(unit, client.Client.ClientId, client.Client.AdapterId, vios)).ConfigureAwait(false) is null)
                return;
            client.ToClose.Remove(unit);
            client.Open.Remove(unit);
        }
    }

    private async Task<object?> AskAsync(object message)
    {
        try
        {
            return await viosDb.Ask<object>(message, limit).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <param name="client">Who is behind the adapter.</param>
    private sealed class ClientUnits(ClientIdentified client)
    {
        public ClientIdentified Client { get; set; } = client;

        public HashSet<LuUdid> Open { get; } = [];

        public HashSet<LuUdid> ToClose { get; } = [];
    }
}
