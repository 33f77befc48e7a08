using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Scsi.DeviceServer;

namespace VioActors.Actors.Tests.Vios.Adapters;

/// <summary>Target port groups as the VIOSes of several CECs give them to initiators.</summary>
public sealed class ClusterPortGroupsTests
{
    [Fact]
    [Trait("Req", "IO-4")]
    public void Every_VIOS_of_every_CEC_gives_the_same_groups_and_each_has_one_of_its_own()
    {
        var cluster = Cluster(Node(1, 1, 1), Node(2, 1, 2), Node(3, 2, 1, port: 3), Node(4, 2, 2, port: 4, LayerStatus.Degraded));

        var views = cluster.Nodes.Select(node =>
        {
            var groups = new ClusterPortGroups(node.Vios, node.Port.Value);
            Assert.True(groups.Update(cluster, pathUp: node.Vios != Id(4), propagates: true));
            Assert.False(groups.Update(cluster, pathUp: node.Vios != Id(4), propagates: true));
            return groups.Current.Groups.Select(group => (group.Id, group.State, group.RelativeTargetPorts.Single())).ToList();
        }).ToList();

        (ushort, AsymmetricAccessState, ushort)[] expected =
        [
            (1, AsymmetricAccessState.ActiveOptimized, 1), (2, AsymmetricAccessState.ActiveOptimized, 2),
            (3, AsymmetricAccessState.ActiveOptimized, 3), (4, AsymmetricAccessState.ActiveNonOptimized, 4),
        ];
        Assert.All(views, view => Assert.Equal(expected, view));
    }

    [Fact]
    [Trait("Req", "IO-4")]
    public void A_member_that_stops_takes_its_own_group_along_and_no_other()
    {
        var cluster = Cluster(Node(1, 1, 1), Node(2, 2, 1, port: 2));
        var groups = new ClusterPortGroups(Id(1), 1);
        groups.Update(cluster, pathUp: true, propagates: true);

        var stopped = cluster with { Nodes = [cluster.Nodes[0], cluster.Nodes[1] with { Status = NodeStatus.Stopped }] };

        Assert.True(groups.Update(stopped, pathUp: true, propagates: true));
        Assert.Equal(1, Assert.Single(groups.Current.Groups).Id);
        Assert.Equal(AsymmetricAccessState.Unavailable, groups.Current.StateOf(2));
    }

    private static VioUuid Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static ClusterNode Node(int number, int cec, int partition, int? port = null, LayerStatus storage = LayerStatus.Up)
    {
        var drc = new DrcName(CecId.Parse($"9009.42A.{cec:D7}"), new PartitionId(partition), null);
        var registration = new ViosRegistration(
            Id(number), $"vios{number}", drc, 1, "", [new LayerState(StackLayer.StorageVirtualization, storage, "")], [], [], []);
        return new ClusterNode(
            new NodeDefinition(Id(number), $"vios{number}", drc), NodeStatus.Active, registration, "", DateTimeOffset.UnixEpoch,
            ObjectVersion.First, AssignedPort: port is { } given ? new ScsiPortId(given) : null);
    }

    private static ClusterData Cluster(params ClusterNode[] nodes) => new(
        ClusterName.Parse("dev"), ObjectVersion.First, nodes.ToValueList(), [], nodes.Select(node => node.Vios).ToValueList(),
        PrimaryOffice.Vacant);
}
