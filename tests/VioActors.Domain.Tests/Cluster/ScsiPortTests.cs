using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Cluster;

/// <summary>The target port of each VIOS: its own in the whole cluster, and for ever.</summary>
public class ScsiPortTests
{
    private static readonly CecId CecB = CecId.Parse("9117.MMA.10F6E2C");

    [Fact]
    [Trait("Req", "IO-4")]
    public void VIOSes_in_partitions_of_one_number_on_several_CECs_have_ports_of_their_own()
    {
        var cluster = Registered(CecA, 1, CecA, 2, CecB, 1, CecB, 2);

        Assert.Equal([1, 2, 3, 4], PortsOf(cluster.State.ToData()));

        // Partition 3 is another member's port by now.
        cluster.Accepted(new AddNode(Definition(5, CecA, 3)));
        cluster.Accepted(new RegisterVios(At(5, CecA, 3), []));
        Assert.Equal([1, 2, 3, 4, 5], PortsOf(cluster.State.ToData()));
    }

    [Fact]
    [Trait("Req", "IO-4")]
    public void A_port_stays_over_restarts_moves_snapshots_and_the_end_of_others()
    {
        var cluster = Registered(CecA, 1, CecA, 2, CecB, 1, CecB, 2);
        cluster.Do(new RemoveNode(ViosId(3), Forced: true));
        cluster.Do(new ConcludeNodeRemoval(ViosId(3), null));

        cluster.Accepted(new RegisterVios(At(4, CecB, 2, 2), []));
        cluster.Accepted(new DeregisterVios(ViosId(2), 1, "it moves"));
        cluster.Accepted(new RegisterVios(At(2, CecB, 7, 2), []));

        var data = cluster.State.ToData();
        Assert.Equal([1, 2, 4], PortsOf(data));
        Assert.Equal(data, ClusterState.From(cluster.State.ToSnapshot()).ToData());
        Assert.Equal(data, cluster.Stored.Aggregate(ClusterState.Empty, (state, e) => state.Apply(e)).ToData());
        Assert.Equal(4, data.Find(ViosId(4))!.Port.Value);
        Assert.Null(data.Find(ViosId(3)));
    }

    [Fact]
    [Trait("Req", "IO-4")]
    public void Members_from_before_ports_were_given_keep_the_number_of_their_partition_unless_another_has_it()
    {
        var state = ClusterState.Empty
            .Apply(new ClusterCreated(
                ClusterName.Parse("c1"), [Definition(1, CecA, 1), Definition(2, CecA, 2), Definition(3, CecB, 1)], Now))
            .Apply(new ViosJoined(At(1, CecA, 1), Now))
            .Apply(new ViosJoined(At(2, CecA, 2), Now))
            .Apply(new ViosJoined(At(3, CecB, 1), Now));
        Assert.Equal([1, 2, 1], PortsOf(state.ToData()));
        Assert.All(state.Nodes.Values, node => Assert.Null(node.AssignedPort));
        var cluster = Playing(state);

        cluster.Accepted(new RegisterVios(At(2, CecA, 2, 2), []));
        cluster.Accepted(new RegisterVios(At(3, CecB, 1, 2), []));
        cluster.Accepted(new RegisterVios(At(1, CecA, 1, 2), []));

        Assert.Equal([1, 2, 3], PortsOf(cluster.State.ToData()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    [InlineData(-1)]
    public void A_port_has_sixteen_bits_and_is_not_zero(int value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScsiPortId(value));

    private static Playback<ClusterState, IClusterEvent, IClusterMessage> Registered(params object[] places)
    {
        var nodes = places.Chunk(2).Select((place, index) => Definition(index + 1, (CecId)place[0], (int)place[1])).ToList();
        var cluster = Playing(ClusterState.Empty);
        cluster.Accepted(new CreateCluster(ClusterName.Parse("c1"), Of(nodes[0], 1), nodes.Skip(1).ToValueList()));
        foreach (var node in nodes)
        {
            cluster.Accepted(new RegisterVios(Of(node, 1), []));
        }

        return cluster;
    }

    private static Playback<ClusterState, IClusterEvent, IClusterMessage> Playing(ClusterState state) =>
        new(state, (now, message) => ClusterDecisions.Decide(now, message, Now), (now, e) => now.Apply(e));

    private static NodeDefinition Definition(int vios, CecId cec, int partition) =>
        new(ViosId(vios), $"vios{vios}", new DrcName(cec, new PartitionId(partition), null));

    private static ViosRegistration At(int vios, CecId cec, int partition, long incarnation = 1) =>
        Of(Definition(vios, cec, partition), incarnation);

    private static ViosRegistration Of(NodeDefinition node, long incarnation) =>
        Registration(1, incarnation) with { Vios = node.Vios, Name = node.Name, Drc = node.Drc };

    private static IEnumerable<int> PortsOf(ClusterData data) => data.Nodes.Select(node => (int)node.Port.Value);
}
