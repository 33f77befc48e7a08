using VioActors.Actors.Vios.Adapters;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Values;
using VioActors.Scsi.DeviceServer;
using VioActors.Storage.Access;
using VioActors.Storage.Maps;
using VioActors.Storage.Values;

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
            Assert.True(groups.Update(cluster, pathUp: node.Vios != Id(4), propagates: true).IsGeneral);
            Assert.Equal(PortGroupsChange.None, groups.Update(cluster, pathUp: node.Vios != Id(4), propagates: true));
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

        Assert.True(groups.Update(stopped, pathUp: true, propagates: true).IsGeneral);
        Assert.Equal(1, Assert.Single(groups.Current.Groups).Id);
        Assert.Equal(AsymmetricAccessState.Unavailable, groups.Current.StateOf(2));
    }

    [Fact]
    [Trait("Req", "IO-4")]
    [Trait("Req", "RED-2")]
    public void A_lost_volume_changes_the_state_of_its_VIOS_for_the_units_on_it_and_for_no_other()
    {
        var cluster = Cluster(Node(1, 1, 1), Node(2, 1, 2));
        var groups = new ClusterPortGroups(Id(1), 1);
        groups.Update(cluster, pathUp: true, propagates: true);
        var (on, off) = (UnitOn(3), UnitOn(0));

        var change = groups.Update(cluster, pathUp: true, propagates: true, [3]);
        Assert.Equal((false, 3), (change.IsGeneral, Assert.Single(change.Volumes)));
        Assert.Equal(PortGroupsChange.None, groups.Update(cluster, pathUp: true, propagates: true, [3]));
        Assert.Equal((AsymmetricAccessState.ActiveNonOptimized, AsymmetricAccessState.ActiveOptimized), StatesFor(groups, on));
        Assert.Equal((AsymmetricAccessState.ActiveOptimized, AsymmetricAccessState.ActiveOptimized), StatesFor(groups, off));

        var registration = cluster.Nodes[1].Registration!;
        var lost = new LayerState(StackLayer.StorageVirtualization, LayerStatus.Degraded, "one is lost", [0]);
        var elsewhere = cluster with
        {
            Nodes = [cluster.Nodes[0], cluster.Nodes[1] with { Registration = registration with { Stack = [lost] } }],
        };
        change = groups.Update(elsewhere, pathUp: true, propagates: true);
        Assert.False(change.IsGeneral);
        Assert.Equal([0, 3], change.Volumes.Order());
        Assert.Equal((AsymmetricAccessState.ActiveOptimized, AsymmetricAccessState.ActiveOptimized), StatesFor(groups, on));
        Assert.Equal((AsymmetricAccessState.ActiveOptimized, AsymmetricAccessState.ActiveNonOptimized), StatesFor(groups, off));
        Assert.Equal(AsymmetricAccessState.ActiveOptimized, groups.Current.StateOf(2));
    }

    private static (AsymmetricAccessState One, AsymmetricAccessState Two) StatesFor(ClusterPortGroups groups, LuAccess unit)
    {
        var view = new UnitPortGroups(groups, unit).Current;
        return (view.StateOf(1), view.StateOf(2));
    }

    /// <summary>A unit with one chunk, of which nothing is read here.</summary>
    private static LuAccess UnitOn(int volume)
    {
        var map = new ChunkMap(1);
        map.TryMap(0, new ChunkAddress(volume, 0));
        var unit = new LuAccess(null!, null!, new LuAccessOptions(), TimeProvider.System);
        unit.Grant(new LuGrant(new GrantEpoch(1), 512, map));
        return unit;
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
