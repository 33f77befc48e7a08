using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Cluster;

public sealed class ClusterActorTests
{
    private static readonly ClientKey Lpar5 = ClientKey.OfLpar(CecA, new PartitionId(5));
    private static readonly ClientKey Lpar6 = ClientKey.OfLpar(CecA, new PartitionId(6));

    [Fact]
    [Trait("Req", "ID-5")]
    public async Task A_mapped_unit_is_one_clients_alone_and_its_deletion_is_noticed_by_every_VIOS()
    {
        await using var world = World.Start();
        var adapters = await Mapped(world);

        var refused = await world.Ask<Rejected>(Map(2, adapters[2], 1));
        Assert.Equal(RejectionCode.InUse, refused.Code);
        Assert.Equal("vhost2", adapters[2].Value);
        await world.Ask<Ok>(new DeleteLu(LuId(1), Forced: true));

        Assert.Empty((await world.Ask<ViosDevicesFound>(new GetViosDevices(ViosId(1)))).Devices.Devices);
        Assert.Empty((await world.Ask<ViosDevicesFound>(new GetViosDevices(ViosId(2)))).Devices.Devices);
        Assert.Contains(world.Told, told => told.Vios == ViosId(2) && told.Message is DevicesChanged);
    }

    [Fact]
    [Trait("Req", "ID-5")]
    public async Task An_unmapped_unit_can_be_mapped_to_another_client()
    {
        await using var world = World.Start();
        var adapters = await Mapped(world);

        await world.Ask<Ok>(new UnmapLu(ViosId(1), VtdName.Parse("vtscsi0"), null));
        await world.Ask<Ok>(new UnmapLu(ViosId(2), VtdName.Parse("vtscsi0"), null));
        while ((await world.Ask<LuUseFound>(new GetLuUse(LuId(1)))).Bindings.Count > 0)
        {
        }

        var device = (await world.Ask<MappingAnswer>(Map(2, adapters[2], 1))).Device;

        Assert.Equal(adapters[2], device.Adapter);
        Assert.Equal(Lpar6, Assert.Single((await world.Ask<LuUseFound>(new GetLuUse(LuId(1)))).Bindings).Client);
    }

    [Fact]
    [Trait("Req", "REG-6")]
    public async Task A_node_with_mapped_clients_is_removed_only_by_force()
    {
        await using var world = World.Start();
        await Mapped(world);
        await world.Ask<ViosRegistered>(
            world.Cluster,
            new CreateCluster(ClusterName.Parse("c1"), Registration(1), [new NodeDefinition(ViosId(2), "vios2", Drc(2))]));

        var refused = await world.Ask<Rejected>(world.Cluster, new RemoveNode(ViosId(2), Forced: false));
        Assert.Equal(RejectionCode.InUse, refused.Code);
        Assert.Contains("lpar:9117.MMA.10F6E2B/5", refused.Reason, StringComparison.Ordinal);
        await world.Ask<Ok>(world.Cluster, new RemoveNode(ViosId(2), Forced: true));

        var data = (await world.Ask<ClusterFound>(world.Cluster, new GetCluster())).Cluster;
        Assert.Equal([ViosId(1)], data.Nodes.Select(node => node.Vios));
        Assert.True((await world.Ask<ViosDevicesFound>(new GetViosDevices(ViosId(2)))).Devices.Retired);
        var changes = world.Published.OfType<ClusterChanged>().ToList();
        Assert.Equal(
            ["ClusterCreated", "ViosJoined", "NodeRemovalBegun", "NodeRemovalCancelled", "NodeRemovalBegun", "NodeRemoved"],
            changes.Select(change => change.Change));
        Assert.Equal(ViosId(2), changes[^1].Vios);
        Assert.Equal(data.Version, changes[^1].Version);
    }

    [Fact]
    [Trait("Req", "REG-2")]
    [Trait("Req", "REG-12")]
    public async Task Newcomers_are_given_one_whole_and_what_has_changed_since_and_who_was_away_only_what_it_missed()
    {
        await using var world = World.Start();
        await world.Ask<ViosRegistered>(world.Cluster, new CreateCluster(
            ClusterName.Parse("c1"), Registration(1), [.. Enumerable.Range(2, 5).Select(number =>
                new NodeDefinition(ViosId(number), $"vios{number}", Drc(number)))]));

        var second = await RegisterAsync(world, 2, 1, 0);
        var third = await RegisterAsync(world, 3, 1, 0);
        Assert.Equal(second.Whole, third.Whole);
        Assert.Empty(second.Changes.Nodes);
        Assert.Equal([ViosId(3)], third.Changes.Nodes.Select(node => node.Vios));
        Assert.Equal(await DataAsync(world), Leads(third, null));

        await world.Ask<Ok>(world.Cluster, new SetPolicy("mail", "x", null));
        var again = await RegisterAsync(world, 2, 2, second.Changes.Version.Value);
        Assert.Null(again.Whole);
        Assert.Equal([ViosId(2), ViosId(3)], again.Changes.Nodes.Select(node => node.Vios));
        Assert.Equal("mail", Assert.Single(again.Changes.Policies).Name);
        Assert.Equal(await DataAsync(world), Leads(again, Leads(second, null)));

        // A repeat is answered with what is missing by then; a version that the VIOS DB never had, with a whole.
        Assert.Empty((await RegisterAsync(world, 2, 2, again.Changes.Version.Value)).Changes.Nodes);
        var stranger = await RegisterAsync(world, 4, 1, 5000);
        Assert.Equal(await DataAsync(world), Leads(stranger, null));

        // Software that says nothing of what it has.
        var whole = await world.Ask<ViosRegistered>(world.Cluster, new RegisterVios(Registration(5), []));
        Assert.Equal(await DataAsync(world), whole.Cluster);
    }

    [Fact]
    [Trait("Req", "REG-12")]
    public async Task After_more_changes_than_are_remembered_a_whole_is_given_and_it_leads_to_the_same()
    {
        await using var world = World.Start();
        await world.Ask<ViosRegistered>(world.Cluster, new CreateCluster(
            ClusterName.Parse("c1"), Registration(1), [new NodeDefinition(ViosId(2), "vios2", Drc(2))]));
        var before = await RegisterAsync(world, 2, 1, 0);

        await Task.WhenAll(Enumerable.Range(0, 5000).Select(number =>
            world.Ask<Ok>(world.Cluster, new SetPolicy($"p{number % 100}", $"{number}", null))));

        var after = await RegisterAsync(world, 2, 2, before.Changes.Version.Value);
        Assert.NotNull(after.Whole);
        Assert.Equal(await DataAsync(world), Leads(after, null));
    }

    [Fact]
    [Trait("Req", "REG-8")]
    [Trait("Req", "REG-12")]
    public async Task Who_is_behind_is_led_to_where_the_others_were_led_and_then_to_the_present()
    {
        await using var world = World.Start();
        await world.Ask<ViosRegistered>(world.Cluster, new CreateCluster(
            ClusterName.Parse("c1"), Registration(1), [new NodeDefinition(ViosId(2), "vios2", Drc(2))]));
        var first = await DataAsync(world);
        await world.Ask<Ok>(world.Cluster, new SetPolicy("mail", "x", null));
        var one = await ChangesAsync(world, first);
        await world.Ask<Ok>(world.Cluster, new SetPolicy("mail", "y", null));

        var other = await ChangesAsync(world, first);
        Assert.Equal((false, true), (one.IsMore, other.IsMore));
        Assert.Equal(one.Changes, other.Changes);
        var reached = other.Changes.ApplyTo(first)!;
        var last = await ChangesAsync(world, reached);
        Assert.False(last.IsMore);
        Assert.Equal(await DataAsync(world), last.Changes.ApplyTo(reached));
        Assert.Equal(await DataAsync(world), (await ChangesAsync(world, first)).Changes.ApplyTo(first));
    }

    private static Task<ClusterChangesFound> ChangesAsync(World world, ClusterData since) =>
        world.Ask<ClusterChangesFound>(world.Cluster, new GetClusterChanges(since.Version));

    private static async Task<ViosRegisteredSince> RegisterAsync(World world, int vios, long incarnation, long known) =>
        await world.Ask<ViosRegisteredSince>(
            world.Cluster, new RegisterVios(Registration(vios) with { Incarnation = incarnation }, [], new ObjectVersion(known)));

    private static async Task<ClusterData> DataAsync(World world) =>
        (await world.Ask<ClusterFound>(world.Cluster, new GetCluster())).Cluster;

    private static ClusterData Leads(ViosRegisteredSince answer, ClusterData? from)
    {
        var data = answer.Changes.ApplyTo(answer.Whole ?? from!)!;
        Assert.Equal(answer.Digest, ClusterDigest.Of(data));
        return data;
    }

    // A unit mapped to one client through two VIOSes; the third adapter is another client's.
    private static async Task<AdapterName[]> Mapped(World world)
    {
        await CreatePool(world, PvOf(1, 100));
        await world.Ask<LuFound>(CreateLu(1, 8));
        await world.Ask<Ok>(new DefineVios(ViosId(1), Drc(1), []));
        await world.Ask<Ok>(new DefineVios(ViosId(2), Drc(2), []));
        AdapterName[] adapters = [await Adapter(world, 1, Lpar5), await Adapter(world, 2, Lpar5), await Adapter(world, 2, Lpar6)];
        await world.Ask<MappingAnswer>(Map(1, adapters[0], 1));
        await world.Ask<MappingAnswer>(Map(2, adapters[1], 1));
        return adapters;
    }

    private static async Task<AdapterName> Adapter(World world, int vios, ClientKey client) => (await world.Ask<ServerAdapterAnswer>(
        new AddServerAdapter(ViosId(vios), ServerAdapterKind.VirtualScsi, null, client, new SlotNumber(2), null))).Adapter.Name;

    private static MapLu Map(int vios, AdapterName adapter, int lu) =>
        new(ViosId(vios), adapter, Pool0, LuId(lu), null, null, false, false);

    private static DrcName Drc(int vios) => DrcName.Parse($"{CecA}-V{vios}");

    private static ViosRegistration Registration(int vios) => new(ViosId(vios), $"vios{vios}", Drc(vios), 1, "", [], [], [], []);
}
