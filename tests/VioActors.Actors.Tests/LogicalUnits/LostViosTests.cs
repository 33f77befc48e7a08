using System.Collections.Concurrent;
using Akka.Actor;
using VioActors.Actors.LogicalUnits;
using VioActors.Actors.Tests.Aggregates;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.LogicalUnits;
using VioActors.Domain.Pool;
using VioActors.Domain.Values;
using static VioActors.Actors.Tests.Aggregates.Things;

namespace VioActors.Actors.Tests.LogicalUnits;

public sealed class LostViosTests
{
    [Fact]
    [Trait("Req", "REG-9")]
    public async Task A_lost_VIOS_is_shown_failed_and_its_grants_end_though_what_is_asked_first_is_lost()
    {
        await using var world = World.Start();
        await CreatePool(world, PvOf(1, 100));
        await Granted(world, 1, 4);
        var registration = new ViosRegistration(ViosId(1), "vios1", Drc(1), 1, "", [], [], [], []);
        await world.Ask<ViosRegistered>(
            world.Cluster,
            new CreateCluster(ClusterName.Parse("c1"), registration, [new NodeDefinition(ViosId(2), "vios2", Drc(2))]));
        var asked = new ConcurrentQueue<object>();
        var db = world.Start(Props.Create(() => new Forgetful(world, asked)));

        await GrantsOfVioses.LoseAsync(
            db, Pool0, ViosId(1), "test", () => Task.CompletedTask, TimeSpan.FromMilliseconds(200), CancellationToken.None);

        var node = (await world.Ask<ClusterFound>(world.Cluster, new GetCluster())).Cluster.Find(ViosId(1))!;
        Assert.Equal((NodeStatus.Failed, "test"), (node.Status, node.Detail));
        Assert.True(asked.OfType<GetCluster>().Count() > 1 && asked.OfType<ReportViosFailed>().Count() > 1);
        Assert.Contains(asked, message => message is EndGrant end && end.Lu == LuId(1) && end.Vios == ViosId(1));
    }

    private static DrcName Drc(int partition) => new(CecA, new PartitionId(partition), null);

    /// <summary>The VIOS DB; the first question to the cluster and the first report to it are lost.</summary>
    private sealed class Forgetful : ReceiveActor
    {
        public Forgetful(World world, ConcurrentQueue<object> asked) => Receive<IDomainMessage>(message =>
        {
            var isFirst = message is IClusterMessage && asked.All(former => former.GetType() != message.GetType());
            asked.Enqueue(message);
            var place = message is IClusterMessage ? world.Cluster : message is ILuMessage ? world.LogicalUnits : world.RealPools;
            if (!isFirst)
                place.Forward(message);
        });
    }
}
