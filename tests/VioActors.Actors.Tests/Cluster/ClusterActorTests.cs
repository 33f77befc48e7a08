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
