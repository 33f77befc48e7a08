using Akka.Actor;
using Akka.Event;
using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Persistence.LocalStore;
using VioActors.Scsi.Transport;

namespace VioActors.Actors.Vios.Daemon;

/// <summary>
/// The user-space daemon of a VIOS: owns the local store and records client logins through the VIOS API. One for each VIOS, made and
/// supervised by it, on a
/// thread of its own since the local store waits for the disk.
/// <para>A login: ask PHYP who is behind the slot → have the DB give ClientID and vioAdapterID → link the adapter to the physical
/// one → answer (ID-1, ID-2, ID-6). Several run at a
/// time, those of one adapter in turn: a logout recorded after the login that followed it would undo that login.</para>
/// Guarantee: what it answers as stored is on stable storage. A local store that fails stops the daemon, and with it the VIOS.
/// </summary>
internal sealed class DaemonActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly ViosDefinition _definition;
    private readonly ViosLocalStore _store;
    private readonly AdapterTurns _turns = new();
    private readonly OpenUnits _open;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public DaemonActor(ViosDefinition definition)
    {
        _definition = definition;
        _store = definition.LocalStore;
        _open = new OpenUnits(definition.ViosDb, definition.Vios, definition.Time, StepLimit);
        Receive<StoreClusterData>(store =>
        {
            _store.Apply(store.Cluster);
            Sender.Tell(new ClusterDataStored(store.Cluster));
        });
        Receive<StoreClusterChanges>(store => Answer(_store.Apply(store.Changes)));
        Receive<StoreRegistration>(store => Answer(_store.Apply(store.Answer)));
        Receive<GetKnownCluster>(_ => Sender.Tell(new KnownCluster(_store.Cluster())));
        Receive<StoreDevices>(Store);
        Receive<StoreInventory>(store =>
        {
            _store.Apply(store.Inventory);
            Sender.Tell(new InventoryStored(store.Inventory));
        });
        Receive<RecordClientLogin>(login => _turns.TakeAsync(login.Adapter, () => LoginAsync(login)).PipeTo(Sender));
        Receive<RecordUse>(use => _turns.TakeAsync(use.Adapter, () => UseAsync(use)).PipeTo(Sender));
        Receive<CloseAgain>(_ => CloseOwed());
        Receive<RecordClientLogout>(logout => _turns.TakeAsync(logout.Adapter, () => LogoutAsync(logout)).PipeTo(Self));
        Receive<IReply>(reply =>
        {
            if (reply is Rejected rejected)
                _log.Warning("A logout at {0} is not recorded: {1}", _definition.Name, rejected.Reason);
        });
        Receive<Status.Failure>(failure => _log.Warning("A logout at {0} is not recorded: {1}", _definition.Name, failure.Cause.Message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(CloseAgain), CloseAgain.Instance, RetryInterval);

    protected override void PostStop() => _store.Dispose();

    private void Answer(ClusterData? stored) =>
        Sender.Tell(stored is null ? ClusterChangesRefused.Instance : new ClusterDataStored(stored));

    private void Store(StoreDevices store)
    {
        var applied = _store.Apply(store.Devices);
        if (applied.Applied)
        {
            _log.Info(
                "Local store of {0}: {1}.", _definition.Name,
                string.Join(", ", applied.Changes.Select(change => $"{change.Kind} {change.Category} {change.Name}")));
        }

        Sender.Tell(new DevicesStored(store.Devices));
    }

    private async Task<ClientLoginAnswer> LoginAsync(RecordClientLogin login)
    {
        try
        {
            if ((login.Client ?? await IdentifyAsync(login.ServerSlot).ConfigureAwait(false)) is not { } client)
                return Refused(LoginRefusal.NotAuthorized, $"no client is paired with {login.Adapter}");
            var answer = await _definition.ViosDb.Ask<object>(
                new LoginClient(KeyOf(client), client.Client.Name, NexusOf(login.Adapter, client)), StepLimit).ConfigureAwait(false);
            if (answer is ClientIdentified known)
                _open.Identify(login.Adapter, known);
            return answer switch
            {
                ClientIdentified identified => await LinkAsync(KeyOf(client), identified, login.Physical).ConfigureAwait(false),
                Rejected rejected => Refused(LoginRefusal.ServiceUnavailable, rejected.Reason),
                _ => Refused(LoginRefusal.ServiceUnavailable, "the VIOS DB gave an answer that is not understood"),
            };
        }
        catch (AskTimeoutException)
        {
            return Refused(LoginRefusal.ServiceUnavailable, $"the login was not recorded within {StepLimit}");
        }
    }

    /// <summary>The client does I/O only through an adapter that is linked to a physical one (ID-6).</summary>
    private async Task<ClientLoginAnswer> LinkAsync(ClientKey client, ClientIdentified identified, AdapterName? physical)
    {
        var link = new LinkAdapter(client, identified.AdapterId, physical ?? _definition.StorageAdapter);
        return await _definition.ViosDb.Ask<object>(link, StepLimit).ConfigureAwait(false) is Rejected rejected
            ? Refused(LoginRefusal.ServiceUnavailable, rejected.Reason)
            : new ClientLoginAnswer(identified, LoginRefusal.None, "");
    }

    private async Task<UseRecorded> UseAsync(RecordUse use) => new(await _open.SetAsync(use.Adapter, use.Units).ConfigureAwait(false));

    /// <summary>Logins do not wait behind more than one of these, however long the DB does not answer.</summary>
    private void CloseOwed()
    {
        foreach (var adapter in _open.Owed.Where(_turns.IsFree))
            _turns.TakeAsync(adapter, () => CloseAgainAsync(adapter)).PipeTo(Self);
    }

    private async Task<IReply> CloseAgainAsync(AdapterName adapter)
    {
        await _open.RetryAsync(adapter).ConfigureAwait(false);
        return new NoOp("told again what was closed");
    }

    private async Task<object> LogoutAsync(RecordClientLogout logout)
    {
        await _open.SetAsync(logout.Adapter, []).ConfigureAwait(false);
        return await IdentifyAsync(logout.ServerSlot).ConfigureAwait(false) is { } client
            ? await _definition.ViosDb.Ask<object>(
                new LogoutClient(KeyOf(client), NexusOf(logout.Adapter, client)), StepLimit).ConfigureAwait(false)
            : new NoOp($"no client is paired with {logout.Adapter}");
    }

    private async Task<ClientIdentity?> IdentifyAsync(SlotNumber serverSlot) => await _definition.Phyp.AskRepeatedlyAsync(
        new QueryClientIdentity(_definition.Drc.Partition, serverSlot), StepLimit, _definition.Time).ConfigureAwait(false)
        as ClientIdentity;

    private NexusKey NexusOf(AdapterName adapter, ClientIdentity client) => new(_definition.Vios, adapter, client.ClientSlot);

    private static ClientKey KeyOf(ClientIdentity client) => ClientKey.OfLpar(client.Cec, client.Client.Id);

    private static ClientLoginAnswer Refused(LoginRefusal refusal, string reason) => new(null, refusal, reason);

    /// <summary>Tell the DB again what was closed while it did not answer.</summary>
    private sealed record CloseAgain
    {
        public static CloseAgain Instance { get; } = new();
    }
}
