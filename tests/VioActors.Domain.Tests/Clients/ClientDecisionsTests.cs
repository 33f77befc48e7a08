using VioActors.Domain.Clients;
using VioActors.Domain.Common;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Clients;

public class ClientDecisionsTests
{
    private static readonly ClientKey Lpar5 = ClientKey.OfLpar(CecA, new PartitionId(5));

    [Fact]
    [Trait("Req", "ID-2")]
    public void The_first_login_waits_for_identities_and_then_gives_both()
    {
        var client = New();

        var waiting = client.Do(new LoginClient(Lpar5, "lpar5", Nexus(1, "vhost0")));
        Assert.Null(waiting.Reply);
        Assert.Equal(new FetchIdentities(Lpar5, 8), client.LastEffect<FetchIdentities>());
        client.Accepted(new AcceptIdentities(Lpar5, 100, 8, null));
        var reply = client.Answered<ClientIdentified>(new LoginClient(Lpar5, "lpar5", Nexus(1, "vhost0")));

        Assert.Equal(new ClientIdentified(new ClientId(100), new VioAdapterId(101), Returning: false), reply);
        var row = client.State.Row!;
        Assert.Equal((Lpar5, "lpar5"), (row.Key, row.Name));
        Assert.True(Assert.Single(row.Adapters).LoggedIn);
    }

    [Fact]
    [Trait("Req", "ID-2")]
    public void A_returning_client_keeps_its_ids_and_a_second_adapter_gets_its_own()
    {
        var client = LoggedIn();

        var second = client.Answered<ClientIdentified>(new LoginClient(Lpar5, "lpar5", Nexus(2, "vhost7")));
        client.Accepted(new LogoutClient(Lpar5, Nexus(1, "vhost0")));
        Assert.False(client.State.Find(new VioAdapterId(101))!.LoggedIn);
        var back = client.Answered<ClientIdentified>(new LoginClient(Lpar5, "renamed", Nexus(1, "vhost0")));

        Assert.Equal(new ClientIdentified(new ClientId(100), new VioAdapterId(102), false), second);
        Assert.Equal(new ClientIdentified(new ClientId(100), new VioAdapterId(101), true), back);
        Assert.Equal("renamed", client.State.Row!.Name);
    }

    [Fact]
    public void A_repeated_login_stores_nothing()
    {
        var client = LoggedIn();
        var stored = client.Stored.Count;

        Assert.True(client.Answered<ClientIdentified>(new LoginClient(Lpar5, "lpar5", Nexus(1, "vhost0"))).Returning);

        Assert.Equal(stored, client.Stored.Count);
    }

    [Fact]
    public void Without_identities_the_waiting_login_is_refused_and_can_be_repeated()
    {
        var client = New();
        var waiting = client.Do(new LoginClient(Lpar5, "lpar5", Nexus(1, "vhost0")));

        var refused = client.Do(new AcceptIdentities(Lpar5, 0, 0, "The registry does not answer."));

        var resolution = Assert.Single(refused.Resolutions);
        Assert.Equal(waiting.WaitKey, resolution.WaitKey);
        Assert.Equal(RejectionCode.Busy, Assert.IsType<Rejected>(resolution.Reply).Code);
    }

    [Fact]
    [Trait("Req", "ID-6")]
    public void An_adapter_is_linked_to_a_physical_one()
    {
        var client = LoggedIn();

        client.Accepted(new LinkAdapter(Lpar5, new VioAdapterId(101), AdapterName.Parse("fcs0")));

        Assert.Equal("fcs0", client.State.Find(new VioAdapterId(101))!.Physical!.Value);
        Assert.IsType<NoOp>(client.Do(new LinkAdapter(Lpar5, new VioAdapterId(101), AdapterName.Parse("fcs0"))).Reply);
        client.Refused(new LinkAdapter(Lpar5, new VioAdapterId(999), null), RejectionCode.NotFound);
        New().Refused(new LinkAdapter(Lpar5, new VioAdapterId(101), null), RejectionCode.NotFound);
    }

    [Fact]
    [Trait("Req", "STO-5")]
    public void A_moved_client_keeps_its_identity_and_a_new_one_at_its_old_place_gets_another()
    {
        var old = LoggedIn();
        var there = ClientKey.OfLpar(CecId.Parse("8286.41A.21E8A5V"), new PartitionId(9));
        var target = New();

        var row = old.Answered<ClientFound>(new MoveClient(Lpar5, there)).Client;
        Assert.Equal(row, old.Answered<ClientFound>(new MoveClient(Lpar5, there)).Client);
        target.Accepted(new AdoptClient(there, row));
        Assert.IsType<NoOp>(target.Do(new AdoptClient(there, row)).Reply);

        Assert.Equal((new ClientId(100), there), (target.State.Row!.ClientId, target.State.Row.Key));
        old.Refused(new LinkAdapter(Lpar5, new VioAdapterId(101), null), RejectionCode.WrongStatus);
        var newcomer = old.Answered<ClientIdentified>(new LoginClient(Lpar5, "other", Nexus(1, "vhost0")));
        Assert.Equal(new ClientIdentified(new ClientId(102), new VioAdapterId(103), false), newcomer);
        old.Refused(new AdoptClient(Lpar5, target.State.Row), RejectionCode.AlreadyExists);
    }

    [Fact]
    [Trait("Req", "ID-3")]
    public void Ids_are_unique_over_thousands_of_clients_that_share_one_registry_in_any_order()
    {
        var random = new Random(20260102);
        var registry = IdentityRegistryState.Empty;
        var clients = new Dictionary<ClientKey, Playback<ClientState, IClientEvent, IClientMessage>>();
        var pairs = new HashSet<(ClientId, VioAdapterId)>();
        var adapterOwners = new Dictionary<VioAdapterId, (ClientKey, NexusKey)>();
        var clientIds = new Dictionary<ClientId, ClientKey>();

        for (var step = 0; step < 20_000; step++)
        {
            var key = ClientKey.OfLpar(CecA, new PartitionId(1 + random.Next(3000)));
            var nexus = Nexus(1 + random.Next(3), $"vhost{random.Next(2)}");
            if (!clients.TryGetValue(key, out var client))
            {
                clients[key] = client = New();
            }

            var decision = client.Do(new LoginClient(key, "", nexus));
            if (decision.Reply is null)
            {
                var given = IdentityRegistryDecisions.Decide(registry, new ReserveIdentities(8));
                registry = given.Events.Aggregate(registry, (state, e) => state.Apply(e));
                var block = Assert.IsType<IdentitiesReserved>(given.Reply);
                client.Accepted(new AcceptIdentities(key, block.First, block.Count, null));
                decision = client.Do(new LoginClient(key, "", nexus));
            }

            var identified = Assert.IsType<ClientIdentified>(decision.Reply);
            pairs.Add((identified.ClientId, identified.AdapterId));
            Assert.Equal(key, clientIds.TryAdd(identified.ClientId, key) ? key : clientIds[identified.ClientId]);
            var owner = (key, nexus);
            Assert.Equal(owner, adapterOwners.TryAdd(identified.AdapterId, owner) ? owner : adapterOwners[identified.AdapterId]);
        }

        Assert.Equal(adapterOwners.Count, pairs.Count);
        Assert.Equal(clients.Count, clientIds.Count);
    }

    [Fact]
    public void The_registry_gives_a_bounded_block_and_never_the_same_number()
    {
        var registry = IdentityRegistryState.Empty.Apply(new IdentityBlockGiven(1, 1024));

        Assert.Equal(new IdentitiesReserved(1025, 2), IdentityRegistryDecisions.Decide(registry, new ReserveIdentities(2)).Reply);
        Assert.IsType<Rejected>(IdentityRegistryDecisions.Decide(registry, new ReserveIdentities(0)).Reply);
        Assert.IsType<Rejected>(IdentityRegistryDecisions.Decide(registry, new ReserveIdentities(1025)).Reply);
        Assert.Throws<InvalidOperationException>(() => registry.Apply(new IdentityBlockGiven(1024, 1)));
    }

    [Fact]
    public void An_identity_that_was_not_given_is_not_applied() => Assert.Throws<InvalidOperationException>(() =>
        ClientState.Empty.Apply(new ClientRegistered(Lpar5, new ClientId(5), "")));

    [Fact]
    public void The_state_comes_back_from_its_snapshot_and_from_its_events()
    {
        var client = LoggedIn();
        client.Accepted(new LinkAdapter(Lpar5, new VioAdapterId(101), AdapterName.Parse("fcs0")));
        client.Accepted(new ForgetAdapter(Lpar5, Nexus(1, "vhost0")));

        Assert.Empty(client.State.Row!.Adapters);
        Assert.Equal(client.State, client.Stored.Aggregate(ClientState.Empty, (state, e) => state.Apply(e)));
        Assert.Equal(client.State, ClientState.From(client.State.ToSnapshot()));
    }

    private static NexusKey Nexus(int vios, string adapter) => new(ViosId(vios), AdapterName.Parse(adapter), new SlotNumber(2));

    private static Playback<ClientState, IClientEvent, IClientMessage> New() =>
        new(ClientState.Empty, (state, message) => ClientDecisions.Decide(state, message, Now), (state, e) => state.Apply(e));

    private static Playback<ClientState, IClientEvent, IClientMessage> LoggedIn()
    {
        var client = New();
        client.Accepted(new AcceptIdentities(Lpar5, 100, 8, null));
        client.Answered<ClientIdentified>(new LoginClient(Lpar5, "lpar5", Nexus(1, "vhost0")));
        return client;
    }
}
