using Akka.Actor;
using Akka.TestKit;
using VioActors.Api.Objects;
using VioActors.Domain.Cluster;
using VioActors.Domain.Common;
using VioActors.Domain.Events;
using VioActors.Domain.Phyp;
using VioActors.Domain.Values;
using VioActors.Management.View;

namespace VioActors.Management.Tests.View;

/// <summary>The view of a machine whose hypervisor the test plays.</summary>
public sealed class HypervisorViewTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly DrcName Drc = DrcName.Parse("9117.MMA.10F6E2B-V1");
    private static readonly string Cec = Drc.Cec.ToString();
    private static readonly Partition Client = new(new PartitionId(5), "client1", PartitionKind.Client, []);

    private readonly TestProbe _definitions;
    private readonly TestProbe _dispatch;
    private readonly TestProbe _listener;
    private readonly IActorRef _view;

    public HypervisorViewTests()
        : base("akka { loglevel = ERROR, stdout-loglevel = ERROR, test.single-expect-default = 60s }")
    {
        (_definitions, _dispatch, _listener) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var (definitions, dispatch) = (_definitions.Ref, _dispatch.Ref);
        var phyp = Sys.ActorOf(Props.Create(() => new PlayedPhyp(definitions, dispatch)));
        var reader = new SourceReader(
            Sys.ActorOf(Props.Create(() => new PlayedDb())), new Dictionary<string, IActorRef> { [Cec] = phyp }, TimeSpan.FromMinutes(30));
        _view = Sys.ActorOf(ViewActor.Props(reader, new ViewSettings([], TimeSpan.FromDays(1), 4, 16), _listener.Ref));
    }

    [Fact]
    [Trait("Req", "REG-10")]
    public void A_question_for_a_VIOS_does_not_wait_for_a_hypervisor()
    {
        _definitions.ExpectMsg<GetPartitions>();

        _view.Tell(new FindObjects(VioObjectKind.Vios, Fresh: true), TestActor);

        Assert.Equal(Drc.ToString(), Assert.IsType<ViosObject>(Assert.Single(ExpectMsg<ObjectsFound>().Objects)).Drc);
    }

    [Fact]
    [Trait("Req", "REG-10")]
    public void A_question_for_everything_waits_for_the_hypervisors_that_are_found_out_meanwhile()
    {
        _view.Tell(new FindObjects(VioObjectKind.All, Fresh: true), TestActor);
        Answer(new DispatchReport([]));

        var machine = Assert.Single(ExpectMsg<ObjectsFound>().Objects.OfType<CecObject>());
        Assert.Equal(("active", "inactive"), (machine.Status, Assert.Single(machine.Partitions).State));
    }

    [Fact]
    [Trait("Req", "REG-10")]
    public void Of_a_host_outside_it_is_not_said_that_it_is_inactive()
    {
        _definitions.ExpectMsg<GetPartitions>();
        _definitions.Reply(new PartitionsReply(Drc.Cec, [new Partition(new PartitionId(3), "host1", PartitionKind.ExternalHost, [])], []));
        _dispatch.ExpectMsg<GetDispatchReport>();
        _dispatch.Reply(new DispatchReport([]));

        Assert.Null(Assert.Single(NextTold().Partitions).State);
    }

    [Fact]
    [Trait("Req", "REG-10")]
    public void A_hypervisor_that_does_not_answer_twice_is_silent_until_it_does()
    {
        Answer(Of(DispatchState.Frozen));
        Assert.Equal("degraded", NextTold().Status);

        Notice();
        Fail();
        Fail();
        var silent = NextTold();
        Assert.Equal("silent", silent.Status);
        Assert.Equal(new LogicalPartition(5, "client1", "client", null, null, null, null), Assert.Single(silent.Partitions));

        // It is asked again; who asks for something else does not wait for that, and who asks for it does.
        _definitions.ExpectMsg<GetPartitions>();
        _view.Tell(new FindObjects(VioObjectKind.Vios, Fresh: true), TestActor);
        Assert.IsType<ViosObject>(Assert.Single(ExpectMsg<ObjectsFound>().Objects));
        _view.Tell(new FindObjects(VioObjectKind.Cec, Fresh: false), TestActor);
        _definitions.Reply(Partitions());
        _dispatch.ExpectMsg<GetDispatchReport>();
        _dispatch.Reply(Of(DispatchState.Running));
        Assert.Equal("active", Assert.IsType<CecObject>(Assert.Single(ExpectMsg<ObjectsFound>().Objects)).Status);
    }

    [Fact]
    [Trait("Req", "NPV-5")]
    [Trait("Req", "REG-10")]
    public void A_frozen_partition_is_shown_with_its_reason_when_its_hypervisor_has_noted_it()
    {
        Answer(Of(DispatchState.Running));
        Assert.Equal("active", NextTold().Status);

        Notice();
        Answer(Of(DispatchState.Frozen));

        var machine = NextTold();
        Assert.Equal("degraded", machine.Condition());
        Assert.Equal(
            new LogicalPartition(5, "client1", "client", "frozen", "its VIOS failed", 1, DateTimeOffset.UnixEpoch),
            Assert.Single(machine.Partitions));
    }

    private static PartitionsReply Partitions() => new(Drc.Cec, [Client], []);

    private static DispatchReport Of(DispatchState state) => new([state == DispatchState.Running
        ? new PartitionDispatch(Client.Id, state, null, ViosEventKind.Unspecified, "", null, 0, 0)
        : new PartitionDispatch(
            Client.Id, state, new PartitionId(1), ViosEventKind.Failure, "its VIOS failed", DateTimeOffset.UnixEpoch, 1, 0)]);

    private void Notice() => Sys.EventStream.Publish(new AggregateChanged($"phyp-{Cec}", [nameof(PartitionFrozen)]));

    private void Answer(DispatchReport report)
    {
        _definitions.ExpectMsg<GetPartitions>();
        _definitions.Reply(Partitions());
        _dispatch.ExpectMsg<GetDispatchReport>();
        _dispatch.Reply(report);
    }

    private void Fail()
    {
        _definitions.ExpectMsg<GetPartitions>();
        _definitions.Reply(new Status.Failure(new InvalidOperationException("It is not there.")));
        _dispatch.ExpectMsg<GetDispatchReport>();
    }

    /// <summary>The machine as the next change tells it.</summary>
    private CecObject NextTold() => (CecObject)_listener
        .FishForMessage<ViewChanged>(told => told.Changes.Any(change => change.Object is CecObject))
        .Changes.Single(change => change.Object is CecObject).Object!;

    private sealed class PlayedPhyp : ReceiveActor
    {
        public PlayedPhyp(IActorRef definitions, IActorRef dispatch)
        {
            Receive<GetPartitions>(definitions.Forward);
            Receive<GetDispatchReport>(dispatch.Forward);
        }
    }

    private sealed class PlayedDb : ReceiveActor
    {
        private static readonly ClusterNode Node = new(
            new NodeDefinition(new VioUuid(new Guid(1, 7, 7, new byte[8])), "vios1", Drc), NodeStatus.Active, null, "",
            DateTimeOffset.UnixEpoch, ObjectVersion.First);

        public PlayedDb()
        {
            Receive<GetCluster>(_ => Sender.Tell(new ClusterFound(new ClusterData(
                ClusterName.Parse("c1"), ObjectVersion.First, [Node], [], [Node.Vios], PrimaryOffice.Vacant))));
            ReceiveAny(_ => Sender.Tell(new Rejected(RejectionCode.NotFound, "There is nothing of it.")));
        }
    }
}
