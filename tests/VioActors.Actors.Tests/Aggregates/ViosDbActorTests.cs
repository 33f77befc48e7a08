using Akka.Actor;
using VioActors.Actors.Aggregates;
using VioActors.Domain.Cec;
using VioActors.Domain.Clients;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using VioActors.Domain.Vios;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.Aggregates;

public sealed class ViosDbActorTests
{
    private static readonly ClientKey Lpar5 = ClientKey.OfLpar(CecA, new PartitionId(5));

    [Fact]
    [Trait("Req", "REG-5")]
    public async Task Every_aggregate_is_reached_through_it_and_subscribers_hear_of_changes()
    {
        await using var world = World.Start();
        var db = world.Start(Props.Create(() => new ViosDbActor(world, TimeProvider.System)));
        var heard = new TaskCompletionSource<ClusterAnnounced>(TaskCreationOptions.RunContinuationsAsynchronously);
        var devices = new TaskCompletionSource<DevicesAnnounced>(TaskCreationOptions.RunContinuationsAsynchronously);
        var vios = world.Start(Props.Create(() => new Listener(heard, devices)));
        db.Tell(new SubscribeVios(ViosId(1)), vios);

        var drc = DrcName.Parse($"{CecA}-V1");
        var other = new NodeDefinition(ViosId(2), "vios2", DrcName.Parse($"{CecA}-V2"));
        await world.Ask<ViosRegistered>(
            db, new CreateCluster(ClusterName.Parse("c1"), new ViosRegistration(ViosId(1), "vios1", drc, 1, "", [], [], [], []), [other]));
        await world.Ask<Ok>(db, new DefineVios(ViosId(1), drc, []));
        var adapter = await world.Ask<ServerAdapterAnswer>(
            db, new AddServerAdapter(ViosId(1), ServerAdapterKind.VirtualScsi, null, Lpar5, new SlotNumber(2), null));
        await world.Ask<Ok>(db, new CreatePool(Pool0, 1 << 20, [PvOf(1, 100)], PoolThresholds.Default));
        await world.Ask<LuFound>(db, CreateLu(1, 8));
        await world.Ask<MappingAnswer>(db, new MapLu(ViosId(1), adapter.Adapter.Name, Pool0, LuId(1), null, null, false, false));
        await world.Ask<ClientIdentified>(db, new LoginClient(Lpar5, "", new NexusKey(ViosId(1), adapter.Adapter.Name, new SlotNumber(2))));
        var names = await world.Ask<AdapterNamesFound>(db, new GetAdapterNames(CecA));
        await world.Ask<Ok>(db, new DeleteLu(LuId(1), Forced: true));

        Assert.Equal(adapter.Adapter.Name, Assert.Single(names.Names).Name);
        Assert.True((await heard.Task).Version.Value > 0);
        Assert.Equal(ViosId(1), (await devices.Task).Vios);
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource<ClusterAnnounced> cluster, TaskCompletionSource<DevicesAnnounced> devices)
        {
            Receive<ClusterAnnounced>(message => cluster.TrySetResult(message));
            Receive<DevicesAnnounced>(message => devices.TrySetResult(message));
        }
    }
}
