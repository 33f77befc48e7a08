using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Tests.Common;
using VioActors.Domain.Values;
using static VioActors.Domain.Tests.Common.Known;

namespace VioActors.Domain.Tests.Cluster;

public class ClusterDecisionsTests
{
    private static readonly ClusterName Name = ClusterName.Parse("c1");

    [Fact]
    [Trait("Req", "REG-6")]
    public void Creation_names_the_first_VIOS_and_others_and_answers_with_the_data()
    {
        var cluster = New();

        var reply = cluster.Answered<ViosRegistered>(new CreateCluster(Name, Registration(1), [Node(2), Node(3)]));

        Assert.Equal(Name, reply.Cluster.Name);
        Assert.Equal([ViosId(1), ViosId(2), ViosId(3)], reply.Cluster.Nodes.Select(node => node.Vios));
        Assert.Equal([ViosId(1)], reply.Cluster.ActiveNodes);
        Assert.Equal(NodeStatus.Defined, cluster.State.Nodes[ViosId(2)].Status);
        Assert.Equal(reply.Cluster, cluster.State.ToData());
    }

    [Fact]
    [Trait("Req", "REG-6")]
    public void Creation_is_refused_without_a_second_VIOS_or_with_a_doubled_one()
    {
        var cluster = New();

        var refused = cluster.Refused(new CreateCluster(Name, Registration(1), []), RejectionCode.Invalid);
        Assert.Contains("at least one other", refused.Reason, StringComparison.Ordinal);
        cluster.Refused(new CreateCluster(Name, Registration(1), [Node(1)]), RejectionCode.Invalid);
        cluster.Refused(new CreateCluster(Name, Registration(1), [Node(2) with { Drc = Node(1).Drc }]), RejectionCode.Invalid);
        cluster.Refused(new GetCluster(), RejectionCode.NotFound);
        cluster.Refused(new RegisterVios(Registration(1), []), RejectionCode.NotFound);
    }

    [Fact]
    public void A_repeated_creation_is_answered_as_the_first_and_another_is_refused()
    {
        var cluster = Created();
        var stored = cluster.Stored.Count;

        cluster.Answered<ViosRegistered>(new CreateCluster(Name, Registration(1), [Node(2), Node(3)]));

        Assert.Equal(stored, cluster.Stored.Count);
        cluster.Refused(new CreateCluster(ClusterName.Parse("c2"), Registration(1), [Node(2)]), RejectionCode.AlreadyExists);
    }

    [Fact]
    [Trait("Req", "REG-2")]
    public void Registration_is_answered_with_configuration_and_state_data()
    {
        var cluster = Created();

        var reply = cluster.Answered<ViosRegistered>(new RegisterVios(Registration(2), []));

        Assert.Equal([ViosId(1), ViosId(2)], reply.Cluster.ActiveNodes);
        var node = reply.Cluster.Nodes.Single(node => node.Vios == ViosId(2));
        Assert.Equal(Registration(2), node.Registration);
        Assert.Equal(NodeStatus.Active, node.Status);
        Assert.Equal(Now, node.SinceUtc);
        var announced = cluster.LastEffect<AnnounceClusterChange>();
        Assert.IsType<ViosJoined>(announced.Change);
        Assert.Equal(reply.Cluster.Version, announced.Version);
    }

    [Fact]
    [Trait("Req", "REG-2")]
    public void Registration_again_is_answered_without_a_new_event()
    {
        var cluster = Created();
        var first = cluster.Answered<ViosRegistered>(new RegisterVios(Registration(2), []));
        var stored = cluster.Stored.Count;

        var second = cluster.Answered<ViosRegistered>(new RegisterVios(Registration(2), []));

        Assert.Equal(stored, cluster.Stored.Count);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Registration_is_refused_for_strangers_old_incarnations_taken_places_and_bad_data()
    {
        var cluster = Created();
        cluster.Accepted(new RegisterVios(Registration(2, incarnation: 5), []));

        Assert.Contains("add it as a "
            + "node", cluster.Refused(new RegisterVios(Registration(9), []), RejectionCode.NotFound).Reason, StringComparison.Ordinal);
        cluster.Refused(new RegisterVios(Registration(2, incarnation: 4), []), RejectionCode.StaleIncarnation);
        cluster.Refused(new RegisterVios(Registration(3) with { Drc = Node(2).Drc }, []), RejectionCode.AlreadyExists);
        cluster.Refused(new RegisterVios(Registration(3) with { Drc = DrcName.Parse($"{CecA}-V3-C1") }, []), RejectionCode.Invalid);
        cluster.Refused(new RegisterVios(Registration(3, incarnation: 0), []), RejectionCode.Invalid);
        cluster.Refused(new RegisterVios(Registration(3) with { Name = new string('x', 300) }, []), RejectionCode.Invalid);
    }

    [Fact]
    [Trait("Req", "SYS-4")]
    public void A_VIOS_with_the_UUID_of_one_that_is_active_elsewhere_is_refused_and_one_that_moves_is_not()
    {
        var cluster = Created();
        cluster.Accepted(new RegisterVios(Registration(2), []));
        var elsewhere = Registration(2, incarnation: 9) with { Name = "vios8", Drc = DrcName.Parse($"{CecA}-V8") };

        var refused = cluster.Refused(new RegisterVios(elsewhere, []), RejectionCode.AlreadyExists);

        Assert.Contains($"active as vios2 at {Node(2).Drc}", refused.Reason, StringComparison.Ordinal);
        cluster.Accepted(new DeregisterVios(ViosId(2), 1, "it moves"));
        cluster.Accepted(new RegisterVios(elsewhere, []));
        Assert.Equal(("vios8", NodeStatus.Active), (cluster.State.Nodes[ViosId(2)].Definition.Name, cluster.State.Nodes[ViosId(2)].Status));
    }

    [Fact]
    [Trait("Req", "REG-13")]
    public void Registration_gives_the_policies_that_the_VIOS_lacks_and_no_others()
    {
        var cluster = Created();
        cluster.Accepted(new SetPolicy("io-redundancy", "retries = 3", null));
        cluster.Accepted(new SetPolicy("io-redundancy", "retries = 4", 1));
        cluster.Accepted(new SetPolicy("mail", "host = x", 0));

        var reply = cluster.Answered<ViosRegistered>(
            new RegisterVios(Registration(2), [new PolicyVersion("io-redundancy", 1), new PolicyVersion("mail", 1)]));

        Assert.Equal([new ClusterPolicy("io-redundancy", 2, "retries = 4")], reply.Cluster.Policies);
    }

    [Fact]
    public void A_policy_is_set_only_over_the_version_that_was_seen()
    {
        var cluster = Created();
        cluster.Accepted(new SetPolicy("p", "a", 0));

        cluster.Refused(new SetPolicy("p", "b", 0), RejectionCode.VersionConflict);
        cluster.Refused(new SetPolicy("", "b", null), RejectionCode.Invalid);
        cluster.Refused(new SetPolicy("q", new string('x', 70_000), null), RejectionCode.Invalid);
        Assert.IsType<NoOp>(cluster.Do(new SetPolicy("p", "a", 1)).Reply);
        Assert.Equal(1, cluster.State.Policies["p"].Version);
    }

    [Fact]
    [Trait("Req", "REG-14")]
    public void The_active_nodes_list_follows_stops_and_failures()
    {
        var cluster = Created();
        cluster.Accepted(new RegisterVios(Registration(2), []));
        cluster.Accepted(new RegisterVios(Registration(3), []));

        cluster.Accepted(new DeregisterVios(ViosId(2), 1, "shutdown"));
        cluster.Accepted(new ReportViosFailed(ViosId(3), 1, "lease ran out"));

        Assert.Equal([ViosId(1)], cluster.State.ToData().ActiveNodes);
        Assert.Equal((NodeStatus.Stopped, "shutdown"), (cluster.State.Nodes[ViosId(2)].Status, cluster.State.Nodes[ViosId(2)].Detail));
        Assert.Equal(NodeStatus.Failed, cluster.State.Nodes[ViosId(3)].Status);
        cluster.Accepted(new RegisterVios(Registration(3, incarnation: 2), []));
        Assert.Equal([ViosId(1), ViosId(3)], cluster.State.ToData().ActiveNodes);
    }

    [Fact]
    public void A_report_about_an_incarnation_that_is_over_changes_nothing()
    {
        var cluster = Created();
        cluster.Accepted(new RegisterVios(Registration(2, incarnation: 7), []));

        Assert.IsType<NoOp>(cluster.Do(new ReportViosFailed(ViosId(2), 6, "late")).Reply);
        Assert.IsType<NoOp>(cluster.Do(new DeregisterVios(ViosId(2), 6, "late")).Reply);
        Assert.IsType<NoOp>(cluster.Do(new ReportViosFailed(ViosId(9), 1, "who")).Reply);

        Assert.Equal(NodeStatus.Active, cluster.State.Nodes[ViosId(2)].Status);
    }

    [Fact]
    [Trait("Req", "REG-9")]
    public void A_change_of_status_is_stored_and_announced_once()
    {
        var cluster = Created();
        ValueList<LayerState> degraded = [new LayerState(StackLayer.StorageVirtualization, LayerStatus.Degraded, "fcs0 down")];

        cluster.Accepted(new ReportViosStatus(ViosId(1), 1, degraded, ["10.0.0.1:3260"]));

        Assert.Equal(degraded, cluster.State.Nodes[ViosId(1)].Registration!.Stack);
        Assert.IsType<ViosStatusChanged>(cluster.LastEffect<AnnounceClusterChange>().Change);
        Assert.IsType<NoOp>(cluster.Do(new ReportViosStatus(ViosId(1), 1, degraded, ["10.0.0.1:3260"])).Reply);
        cluster.Refused(new ReportViosStatus(ViosId(2), 1, degraded, []), RejectionCode.WrongStatus);
    }

    [Fact]
    [Trait("Req", "REG-6")]
    public void A_node_is_added_at_run_time_and_its_place_is_its_own()
    {
        var cluster = Created();

        cluster.Accepted(new AddNode(Node(4)));

        Assert.Equal(NodeStatus.Defined, cluster.State.Nodes[ViosId(4)].Status);
        Assert.IsType<NoOp>(cluster.Do(new AddNode(Node(4))).Reply);
        cluster.Refused(new AddNode(Node(4) with { Name = "other" }), RejectionCode.AlreadyExists);
        cluster.Refused(new AddNode(new NodeDefinition(ViosId(5), "vios5", Node(1).Drc)), RejectionCode.AlreadyExists);
    }

    [Fact]
    [Trait("Req", "REG-6")]
    public void Removal_waits_for_the_devices_and_is_refused_while_clients_are_mapped()
    {
        var cluster = Created();
        cluster.Accepted(new RegisterVios(Registration(2), []));

        var waiting = cluster.Do(new RemoveNode(ViosId(2), Forced: false));

        Assert.Null(waiting.Reply);
        Assert.Equal(new RetireDevices(ViosId(2), false), cluster.LastEffect<RetireDevices>());
        cluster.Refused(new RegisterVios(Registration(2, incarnation: 2), []), RejectionCode.WrongStatus);
        var refused = cluster.Do(new ConcludeNodeRemoval(ViosId(2), "2 devices are mapped."));
        var resolution = Assert.Single(refused.Resolutions);
        Assert.Equal(waiting.WaitKey, resolution.WaitKey);
        Assert.Equal(RejectionCode.InUse, Assert.IsType<Rejected>(resolution.Reply).Code);
        Assert.Equal(NodeStatus.Active, cluster.State.Nodes[ViosId(2)].Status);
    }

    [Fact]
    [Trait("Req", "REG-6")]
    public void A_forced_removal_survives_a_crash_as_forced_and_then_takes_the_node_out()
    {
        var cluster = Created();
        cluster.Do(new RemoveNode(ViosId(2), Forced: true));

        Assert.Equal([new RetireDevices(ViosId(2), true)], ClusterDecisions.Resume(ClusterState.From(cluster.State.ToSnapshot())));
        var done = cluster.Do(new ConcludeNodeRemoval(ViosId(2), null));

        Assert.IsType<Ok>(Assert.Single(done.Resolutions).Reply);
        Assert.DoesNotContain(ViosId(2), cluster.State.Nodes.Keys);
        Assert.IsType<NoOp>(cluster.Do(new RemoveNode(ViosId(2), false)).Reply);
        Assert.IsType<NoOp>(cluster.Do(new ConcludeNodeRemoval(ViosId(2), null)).Reply);
    }

    [Fact]
    public void The_state_comes_back_from_its_snapshot_and_from_its_events()
    {
        var cluster = Created();
        cluster.Accepted(new RegisterVios(Registration(2), []));
        cluster.Accepted(new SetPolicy("p", "a", 0));

        var replayed = cluster.Stored.Aggregate(ClusterState.Empty, (state, e) => state.Apply(e));

        Assert.Equal(cluster.State.ToSnapshot(), replayed.ToSnapshot());
        Assert.Equal(cluster.State.ToSnapshot(), ClusterState.From(cluster.State.ToSnapshot()).ToSnapshot());
    }

    [Fact]
    public void An_unknown_event_is_not_swallowed() =>
        Assert.Throws<InvalidOperationException>(() => ClusterState.Empty.Apply(new UnknownEvent()));

    private static Playback<ClusterState, IClusterEvent, IClusterMessage> New() =>
        new(ClusterState.Empty, (state, message) => ClusterDecisions.Decide(state, message, Now), (state, e) => state.Apply(e));

    private static Playback<ClusterState, IClusterEvent, IClusterMessage> Created()
    {
        var cluster = New();
        cluster.Accepted(new CreateCluster(Name, Registration(1), [Node(2), Node(3)]));
        return cluster;
    }

    private sealed record UnknownEvent : IClusterEvent;
}
